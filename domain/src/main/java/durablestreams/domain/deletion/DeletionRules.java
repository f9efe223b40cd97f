package durablestreams.domain.deletion;

import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.LifecycleEvent;
import durablestreams.domain.stream.Origin;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Rules of deletion, shared by client deletes and expiry (protocol, sections 4.2 and 5.4).
 *
 * <p>A stream with forks is soft-deleted. Any other is purged, and with it every soft-deleted
 * ancestor that this leaves without forks.
 */
public final class DeletionRules {

  private DeletionRules() {}

  /**
   * The changes that delete {@code state}, which must not be soft-deleted yet.
   *
   * @param byKey finds ancestors as they are now
   */
  public static List<StreamChange> delete(
      StreamState state, Function<StreamKey, StreamState> byKey) {
    List<StreamChange> changes = new ArrayList<>(2);
    if (state.forks() > 0) {
      changes.add(new StreamChange.SoftDeleted(state.key()));
    } else {
      purge(state, byKey, changes);
    }
    changes.add(new StreamChange.EventQueued(new LifecycleEvent.StreamDeleted(state.path())));
    return changes;
  }

  private static void purge(
      StreamState leaf, Function<StreamKey, StreamState> byKey, List<StreamChange> changes) {
    StreamState state = leaf;
    changes.add(new StreamChange.Purged(state.key()));
    while (state.origin() instanceof Origin.Fork fork) {
      StreamState source = byKey.apply(fork.sourceKey());
      if (!source.softDeleted() || source.forks() > 1) {
        return;
      }
      changes.add(new StreamChange.Purged(source.key()));
      state = source;
    }
  }
}
