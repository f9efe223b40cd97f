package durablestreams.adapters.memory;

import durablestreams.application.port.HotRead;
import durablestreams.application.port.StoredStream;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.producer.ProducerState;
import durablestreams.domain.segment.SealCutoff;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.StreamState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * One stream and everything that is kept under its key. Guarded by the lock of its {@link
 * HeapState}.
 *
 * <p>Invariant: each list is in order of positions, so that every look-up is a binary search and an
 * append adds at the end.
 */
final class HeapStream {

  /** One append: {@code batch} starts at {@code from}. */
  record Row(long from, MessageBatch batch) {
    long to() {
      return from + batch.units();
    }
  }

  StreamState state;

  /** The tenant it counts for; empty if it counts for no tenant. */
  String tenant = "";

  final Map<String, ProducerState> producers = new HashMap<>(0);
  final List<Row> rows = new ArrayList<>();
  final List<SealedSegment> segments = new ArrayList<>(0);
  final List<SealedSegment> pending = new ArrayList<>(0);
  final List<StoredObject> objects = new ArrayList<>(0);

  /** Its place among the streams with segments pending upload; 0 when it has none. */
  long turn;

  /** When the open segment got its first and its last append; of no meaning while it is empty. */
  Instant firstAppend = Instant.EPOCH;

  Instant lastAppend = Instant.EPOCH;

  HeapStream(StreamState state) {
    this.state = state;
  }

  /** Whether the open segment, which holds messages, is sealed by now. */
  boolean isDue(SealCutoff cutoff) {
    return cutoff.isDue(firstAppend.toEpochMilli(), lastAppend.toEpochMilli());
  }

  StoredStream stored() {
    return new StoredStream(state, new HashMap<>(producers));
  }

  /** Payload bytes, hot or archived. */
  long bytes() {
    long bytes = state.tail().segmentBytes();
    for (SealedSegment segment : segments) {
      bytes += segment.payloadBytes();
    }
    return bytes;
  }

  HotRead read(long from, long to, int maxBytes) {
    List<MessageBatch> batches = new ArrayList<>();
    long at = from;
    long bytes = 0;
    for (int i = firstEndingAfter(rows, Row::to, from); i < rows.size(); i++) {
      Row row = rows.get(i);
      if (row.from() > at || at >= to || bytes >= maxBytes) {
        break;
      }
      MessageBatch part = row.batch().slice(at - row.from(), Math.min(row.to(), to) - row.from());
      batches.add(part);
      bytes += part.length();
      at += part.units();
    }
    return batches.isEmpty() ? new HotRead.Offloaded() : new HotRead.Found(batches);
  }

  Optional<SealedSegment> segment(long number) {
    int i = firstEndingAfter(segments, s -> s.number() + 1, number);
    return i < segments.size() && segments.get(i).number() == number
        ? Optional.of(segments.get(i))
        : Optional.empty();
  }

  List<SealedSegment> segmentsFrom(long position, int limit) {
    return some(segments, firstEndingAfter(segments, SealedSegment::end, position), limit);
  }

  List<StoredObject> objectsFrom(long position, int limit) {
    return some(objects, firstEndingAfter(objects, StoredObject::end, position), limit);
  }

  private static <T> List<T> some(List<T> all, int from, int limit) {
    return List.copyOf(all.subList(from, from + Math.min(limit, all.size() - from)));
  }

  /** Removes and returns the rows between two positions. */
  List<Row> takeRows(long start, long end) {
    List<Row> range =
        rows.subList(
            firstEndingAfter(rows, Row::to, start), firstEndingAfter(rows, r -> r.from() + 1, end));
    List<Row> taken = List.copyOf(range);
    range.clear();
    return taken;
  }

  void insert(StoredObject object) {
    objects.add(firstEndingAfter(objects, StoredObject::end, object.start()), object);
  }

  /** Index of the first element that ends after {@code position}, or the size of the list. */
  private static <T> int firstEndingAfter(List<T> sorted, ToLongFunction<T> end, long position) {
    int low = 0;
    int high = sorted.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (end.applyAsLong(sorted.get(middle)) > position) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
