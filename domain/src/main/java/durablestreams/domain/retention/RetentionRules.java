package durablestreams.domain.retention;

import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.Front;
import durablestreams.domain.stream.Origin;
import durablestreams.domain.stream.StreamState;
import java.util.List;

/** Decides which messages of a stream are retained (protocol, sections 4 and 5.6). */
public final class RetentionRules {

  private RetentionRules() {}

  /**
   * Removes what is before {@code front}; no changes when that is not allowed or already done.
   *
   * <p>Forks read what their source holds, so a stream that has forks, or is one, is retained
   * whole. Of an open segment nothing is removed.
   */
  public static List<StreamChange> trim(StreamState state, Front front) {
    boolean shared = state.forks() > 0 || !(state.origin() instanceof Origin.Root);
    boolean sealed = front.position() <= state.tail().segmentStart();
    return shared || !sealed || front.position() <= state.front().position()
        ? List.of()
        : List.of(new StreamChange.FrontTrimmed(state.key(), front));
  }

  /** Whether a stream can be forked: not once a part of it was removed. */
  public static boolean isForkable(StreamState state) {
    return state.front().isStart();
  }
}
