package durablestreams.adapters.sqlite.change;

import durablestreams.adapters.sqlite.index.HotStream;
import durablestreams.adapters.sqlite.schema.Millis;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.producer.ProducerState;
import durablestreams.domain.stream.Closure;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.Tail;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The streams whose rows a commit brings up to date, because it seals a segment of theirs, skips
 * numbers of segments, or closes them, or because memory is to keep fewer of their producers; each
 * as it is after the whole commit.
 */
public final class RowSnapshots {

  /** What is written into the row of a stream; {@code null} where nothing changed. */
  public static final class Snapshot {
    private final StreamKey key;
    private @Nullable Tail tail;
    private @Nullable StreamSeq lastSeq;
    private @Nullable Closure closure;
    private final Map<String, ProducerState> producers = new HashMap<>();

    private Snapshot(StreamKey key, @Nullable HotStream hot) {
      this.key = key;
      if (hot != null) {
        HotStream.Overlay overlay = hot.overlay();
        tail = overlay.tail();
        lastSeq = overlay.lastSeq();
        producers.putAll(overlay.producers());
      }
    }

    public StreamKey key() {
      return key;
    }

    @Nullable Tail tail() {
      return tail;
    }

    @Nullable StreamSeq lastSeq() {
      return lastSeq;
    }

    @Nullable Closure closure() {
      return closure;
    }

    Map<String, ProducerState> producers() {
      return producers;
    }

    public int producerCount() {
      return producers.size();
    }

    private void remember(@Nullable ProducerStamp stamp, Instant at) {
      if (stamp != null) {
        producers.put(stamp.id(), ProducerState.after(stamp, at));
      }
    }
  }

  private final Map<StreamKey, Snapshot> byKey = new LinkedHashMap<>();

  /**
   * @param others further streams whose producers are written
   * @param hot finds what memory holds of a stream before the commit
   */
  public RowSnapshots(
      List<StreamChange> changes,
      Collection<StreamKey> others,
      Function<StreamKey, @Nullable HotStream> hot) {
    others.forEach(key -> byKey.put(key, new Snapshot(key, hot.apply(key))));
    for (StreamChange change : changes) {
      StreamKey key = snapshotted(change);
      if (key != null && !byKey.containsKey(key)) {
        byKey.put(key, new Snapshot(key, hot.apply(key)));
      }
    }
    if (!byKey.isEmpty()) {
      changes.forEach(this::fold);
    }
  }

  private static @Nullable StreamKey snapshotted(StreamChange change) {
    return switch (change) {
      case StreamChange.SegmentSealed sealed -> sealed.segment().key();
      case StreamChange.SegmentsSkipped skipped -> skipped.key();
      case StreamChange.Closed closed -> closed.key();
      default -> null;
    };
  }

  private void fold(StreamChange change) {
    switch (change) {
      case StreamChange.Appended appended -> {
        Snapshot snapshot = byKey.get(appended.key());
        if (snapshot != null) {
          snapshot.tail = appended.tail();
          snapshot.lastSeq = appended.streamSeq();
          snapshot.remember(appended.stamp(), appended.at());
        }
      }
      case StreamChange.SegmentSealed sealed -> {
        Snapshot snapshot = byKey.get(sealed.segment().key());
        if (snapshot != null && snapshot.tail != null) {
          snapshot.tail = snapshot.tail.sealed();
        }
      }
      case StreamChange.SegmentsSkipped skipped -> {
        Snapshot snapshot = byKey.get(skipped.key());
        if (snapshot != null && snapshot.tail != null) {
          snapshot.tail = snapshot.tail.raisedTo(skipped.segment());
        }
      }
      case StreamChange.Closed closed -> {
        Snapshot snapshot = byKey.get(closed.key());
        if (snapshot != null) {
          snapshot.closure = closed.closure();
          snapshot.remember(closed.stamp(), closed.at());
        }
      }
      case StreamChange.ProducersForgotten forgotten -> {
        Snapshot snapshot = byKey.get(forgotten.key());
        if (snapshot != null) {
          long before = Millis.of(forgotten.usedBefore());
          snapshot.producers.values().removeIf(producer -> producer.usedMillis() < before);
        }
      }
      case StreamChange.Purged purged -> byKey.remove(purged.key());
      default -> {}
    }
  }

  public Collection<Snapshot> all() {
    return byKey.values();
  }
}
