package durablestreams.adapters.memory;

import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.Origin;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A dry run of one commit, which finds the change that does not fit, before any is applied. */
final class CommitCheck {

  private static final long GONE = -1;

  private final HeapState heap;

  /** Where the streams that this commit changed end by now. */
  private final Map<StreamKey, Long> tails = new HashMap<>();

  /** The names of streams that this commit created. */
  private final Map<StreamKey, StreamPath> created = new HashMap<>();

  /** The owners of the names that this commit assigned or freed. */
  private final Map<StreamPath, Optional<StreamKey>> holders = new HashMap<>();

  CommitCheck(HeapState heap) {
    this.heap = heap;
  }

  Optional<StreamKey> firstClash(List<StreamChange> changes) {
    for (StreamChange change : changes) {
      Optional<StreamKey> clash =
          switch (change) {
            case StreamChange.Created(StreamState state, var ignored) -> create(state);
            case StreamChange.Restored restored -> create(restored.state());
            case StreamChange.Appended appended -> append(appended);
            case StreamChange.Purged(StreamKey key) -> purge(key);
            case StreamChange.Closed closed -> exists(closed.key());
            case StreamChange.SegmentSealed(var segment) -> exists(segment.key());
            case StreamChange.SegmentsSkipped skipped -> exists(skipped.key());
            case StreamChange.SegmentsOffloaded(var object) -> exists(object.key());
            case StreamChange.ObjectsCompacted(var object, var ignored) -> exists(object.key());
            case StreamChange.FrontTrimmed trimmed -> exists(trimmed.key());
            case StreamChange.SoftDeleted(StreamKey key) -> exists(key);
            case StreamChange.ProducersForgotten forgotten -> exists(forgotten.key());
            case StreamChange.DeadlineMoved moved -> exists(moved.key());
            case StreamChange.ObjectsMarkedGarbage ignored -> Optional.empty();
            case StreamChange.ObjectsScheduled ignored -> Optional.empty();
            case StreamChange.ObjectsReclaimed ignored -> Optional.empty();
            case StreamChange.EventQueued ignored -> Optional.empty();
            case StreamChange.AnnouncementsDelivered ignored -> Optional.empty();
          };
      if (clash.isPresent()) {
        return clash;
      }
    }
    return Optional.empty();
  }

  private Optional<StreamKey> create(StreamState state) {
    if (tail(state.key()) != GONE) {
      return Optional.of(state.key());
    }
    Optional<StreamKey> holder = holder(state.path());
    if (holder.isPresent()) {
      return holder;
    }
    created.put(state.key(), state.path());
    holders.put(state.path(), Optional.of(state.key()));
    tails.put(state.key(), state.tail().position());
    return state.origin() instanceof Origin.Fork fork ? exists(fork.sourceKey()) : Optional.empty();
  }

  private Optional<StreamKey> append(StreamChange.Appended appended) {
    if (tail(appended.key()) != appended.from()) {
      return Optional.of(appended.key());
    }
    tails.put(appended.key(), appended.tail().position());
    return Optional.empty();
  }

  private Optional<StreamKey> purge(StreamKey key) {
    if (tail(key) == GONE) {
      return Optional.of(key);
    }
    HeapStream stored = heap.streams.get(key);
    StreamPath path = stored == null ? created.get(key) : stored.state.path();
    if (path != null) {
      holders.put(path, Optional.empty());
    }
    tails.put(key, GONE);
    return Optional.empty();
  }

  private Optional<StreamKey> exists(StreamKey key) {
    return tail(key) == GONE ? Optional.of(key) : Optional.empty();
  }

  private Optional<StreamKey> holder(StreamPath path) {
    Optional<StreamKey> changed = holders.get(path);
    if (changed != null) {
      return changed;
    }
    HeapStream stored = heap.names.get(path.value());
    return stored == null ? Optional.empty() : Optional.of(stored.state.key());
  }

  private long tail(StreamKey key) {
    Long changed = tails.get(key);
    if (changed != null) {
      return changed;
    }
    HeapStream stored = heap.streams.get(key);
    return stored == null ? GONE : stored.state.tail().position();
  }
}
