package durablestreams.application.contract;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.port.HotRead;
import durablestreams.application.port.MaintenanceQueue;
import durablestreams.application.port.StoredStream;
import durablestreams.application.port.StreamDirectory;
import durablestreams.application.port.StreamStore;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.PositionUnit;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamState;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Comparison of a complete store with a {@link StreamModel}. */
public final class ModelCheck {

  private static final int LARGE_BYTES = 256 << 10;
  private static final int ALL = 1_000_000;

  private final StorePorts ports;
  private final StreamModel model;

  private ModelCheck(StorePorts ports, StreamModel model) {
    this.ports = ports;
    this.model = model;
  }

  /** Fails unless the store knows what the model knows, and nothing else. */
  public static void check(StorePorts ports, StreamModel model) {
    var check = new ModelCheck(ports, model);
    check.streams();
    check.purged();
    check.work();
    check.census();
  }

  /** Fails unless every row that an object holds is gone from the hot log. */
  static void checkReclaimed(StorePorts ports, StreamModel model) {
    for (StreamModel.Stream stream : model.streams()) {
      StreamKey key = stream.state().key();
      for (StreamModel.Row row : stream.rows()) {
        if (stream.isOffloaded(row.from()) || row.to() <= stream.state().front().position()) {
          assertThat(ports.store().readHot(key, row.from(), row.to(), 1))
              .as("stream %s at %d", key, row.from())
              .isInstanceOf(HotRead.Offloaded.class);
        }
      }
    }
  }

  private void streams() {
    for (StreamModel.Stream expected : model.streams()) {
      StreamState state = expected.state();
      assertStored(ports.store().load(state.key()), expected);
      assertStored(ports.store().load(state.path()), expected);
      segments(expected);
      rows(expected);
    }
    assertThat(ports.store().highestKey()).as("highest key").isEqualTo(model.highestKey());
  }

  /** Deadlines are kept to the millisecond, and late rather than early; all else is exact. */
  static void assertStored(Optional<StoredStream> loaded, StreamModel.Stream expected) {
    assertThat(loaded).as("stream %s", expected.state().path()).isPresent();
    StoredStream actual = loaded.orElseThrow();
    Instant deadline = expected.state().deadline();
    assertThat(actual.state().deadline()).isBetween(deadline, deadline.plusMillis(1));
    assertThat(actual.state().withDeadline(deadline)).isEqualTo(expected.state());
    assertThat(actual.producers()).isEqualTo(expected.producers());
  }

  private void segments(StreamModel.Stream expected) {
    StreamDirectory directory = ports.directory();
    StreamState state = expected.state();
    StreamKey key = state.key();
    for (SealedSegment segment : expected.segments()) {
      assertThat(directory.segment(key, segment.number())).contains(segment);
      assertThat(directory.segmentsFrom(key, segment.start(), 1)).containsExactly(segment);
      assertThat(directory.segmentsFrom(key, segment.end() - 1, 1)).containsExactly(segment);
    }
    assertThat(directory.segment(key, state.tail().segment())).as("open segment").isEmpty();
    assertThat(directory.segmentsFrom(key, state.tail().segmentStart(), ALL)).isEmpty();
    assertThat(directory.objectsFrom(key, 0, ALL)).isEqualTo(expected.objects());
  }

  private void rows(StreamModel.Stream expected) {
    StreamState state = expected.state();
    long at = Math.max(state.lineage().own().from(), state.front().position());
    long tail = state.tail().position();
    while (at < tail) {
      long from = at;
      StoredObject object =
          expected.objects().stream()
              .filter(o -> o.start() <= from && from < o.end())
              .findFirst()
              .orElse(null);
      if (object == null) {
        at = hot(expected, from, firstColdAfter(expected, from, tail));
      } else {
        maybeOffloaded(expected, object);
        at = object.end();
      }
    }
  }

  private static long firstColdAfter(StreamModel.Stream stream, long from, long tail) {
    return stream.objects().stream()
        .mapToLong(StoredObject::start)
        .filter(start -> start > from)
        .min()
        .orElse(tail);
  }

  /** The rows of an object may be there until they are reclaimed; then they are the right ones. */
  private void maybeOffloaded(StreamModel.Stream expected, StoredObject object) {
    HotRead read =
        ports.store().readHot(object.key(), object.start(), object.end(), Integer.MAX_VALUE);
    if (read instanceof HotRead.Found(List<MessageBatch> batches)) {
      long units = batches.stream().mapToLong(MessageBatch::units).sum();
      assertThat(units).isPositive();
      assertThat(sent(batches))
          .isEqualTo(StreamModel.sent(expected.rows(), object.start(), object.start() + units));
    }
  }

  private long hot(StreamModel.Stream expected, long from, long to) {
    StreamKey key = expected.state().key();
    List<MessageBatch> batches = found(ports.store(), key, from, to, Integer.MAX_VALUE);
    int rows = rowsBetween(expected, from, to);
    if (hasLargeRows(expected)) {
      assertThat(batches).hasSizeGreaterThanOrEqualTo(rows);
    } else {
      assertThat(batches).hasSize(rows);
    }
    assertThat(sent(batches))
        .as("stream %s from %d to %d", key, from, to)
        .isEqualTo(StreamModel.sent(expected.rows(), from, to));
    return to;
  }

  /** Whether a store may divide an append of the stream between several batches. */
  private static boolean hasLargeRows(StreamModel.Stream stream) {
    return stream.rows().stream().anyMatch(row -> row.batch().length() > LARGE_BYTES);
  }

  private static int rowsBetween(StreamModel.Stream stream, long from, long to) {
    return (int) stream.rows().stream().filter(r -> r.to() > from && r.from() < to).count();
  }

  private void purged() {
    for (StreamState gone : model.purged()) {
      StreamKey key = gone.key();
      assertThat(ports.store().load(key)).isEmpty();
      if (model.named(gone.path()).isEmpty()) {
        assertThat(ports.store().load(gone.path())).isEmpty();
      }
      long own = gone.lineage().own().from();
      assertThat(ports.store().readHot(key, own, own + 1, 1)).isInstanceOf(HotRead.Offloaded.class);
      assertThat(ports.directory().segment(key, gone.tail().segment())).isEmpty();
      assertThat(ports.directory().segmentsFrom(key, own, ALL)).isEmpty();
      assertThat(ports.directory().objectsFrom(key, 0, ALL)).isEmpty();
    }
  }

  private void work() {
    List<List<SealedSegment>> pending =
        model.streams().stream()
            .map(StreamModel.Stream::waiting)
            .filter(s -> !s.isEmpty())
            .toList();
    assertThat(ports.queue().pendingSegments(0, ALL, ALL))
        .map(MaintenanceQueue.PendingSegments::segments)
        .containsExactlyInAnyOrderElementsOf(pending);
    assertThat(ports.queue().garbageObjects(ALL))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(model.garbage());
    assertThat(ports.queue().announcements(ALL)).isEqualTo(model.announcements());
  }

  private void census() {
    var census = ports.directory().census();
    List<SealedSegment> waiting =
        model.streams().stream().flatMap(s -> s.waiting().stream()).toList();
    long needed = model.streams().stream().mapToLong(ModelCheck::neededBytes).sum();
    assertThat(census.streams()).isEqualTo(model.streams().size());
    assertThat(census.pendingSegments()).isEqualTo(waiting.size());
    assertThat(census.pendingBytes())
        .isEqualTo(waiting.stream().mapToLong(SealedSegment::payloadBytes).sum());
    assertThat(census.objects())
        .isEqualTo(model.streams().stream().mapToLong(s -> s.objects().size()).sum());
    assertThat(census.garbageObjects()).isEqualTo(model.garbage().size());
    assertThat(census.hotBytes()).as("bytes in the hot log").isGreaterThanOrEqualTo(needed);
    assertThat(census.hotRows()).isGreaterThanOrEqualTo(needed > 0 ? 1 : 0);
    assertThat(census.fileBytes()).isNotNegative();
  }

  private static long neededBytes(StreamModel.Stream stream) {
    return stream.rows().stream()
        .filter(row -> !stream.isOffloaded(row.from()))
        .filter(row -> row.from() >= stream.state().front().position())
        .mapToLong(row -> row.batch().payloadBytes())
        .sum();
  }

  /** The batches of a read that must find some. */
  static List<MessageBatch> found(
      StreamStore store, StreamKey key, long from, long to, int maxBytes) {
    HotRead read = store.readHot(key, from, to, maxBytes);
    assertThat(read).as("%s from %d to %d", key, from, to).isInstanceOf(HotRead.Found.class);
    List<MessageBatch> batches = ((HotRead.Found) read).batches();
    assertThat(batches).isNotEmpty();
    return batches;
  }

  /** What a reader is sent. */
  static byte[] sent(List<MessageBatch> batches) {
    var bytes = new ByteArrayOutputStream();
    for (MessageBatch batch : batches) {
      if (batch.unit() == PositionUnit.MESSAGES && bytes.size() > 0) {
        bytes.write(',');
      }
      bytes.writeBytes(batch.toByteArray());
    }
    return bytes.toByteArray();
  }
}
