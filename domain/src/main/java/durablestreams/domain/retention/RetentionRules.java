package durablestreams.domain.retention;

import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.Front;
import durablestreams.domain.stream.Origin;
import durablestreams.domain.stream.StreamState;
import java.util.List;

/** Rules of retention: which messages of a stream are kept (protocol, sections 4 and 5.6). */
public final class RetentionRules {

  private RetentionRules() {}

  /**
   * Removes the data before {@code front}; no changes if that is not allowed or already done.
   *
   * <p>Forks read the data of their source, so a stream that has forks, or is one, is never
   * trimmed. An open segment is never trimmed either.
   */
  public static List<StreamChange> trim(StreamState state, Front front) {
    boolean shared = state.forks() > 0 || !(state.origin() instanceof Origin.Root);
    boolean sealed = front.position() <= state.tail().segmentStart();
    return shared || !sealed || front.position() <= state.front().position()
        ? List.of()
        : List.of(new StreamChange.FrontTrimmed(state.key(), front));
  }

  /** Whether a stream can be forked: only if it was never trimmed. */
  public static boolean isForkable(StreamState state) {
    return state.front().isStart();
  }
}
