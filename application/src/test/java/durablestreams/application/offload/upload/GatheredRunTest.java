package durablestreams.application.offload.upload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.SegmentFrames;
import durablestreams.domain.stream.Closure;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.Lineage;
import durablestreams.domain.stream.Origin;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.StreamState;
import durablestreams.domain.stream.Tail;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatheredRunTest {

  private static final StreamKey KEY = new StreamKey(1);

  private final GatheredRun run =
      new GatheredRun(stream(), List.of(new SealedSegment(KEY, 0, 0, 4, 4, 4)));

  private static StreamState stream() {
    return new StreamState(
        KEY,
        new StreamPath("s"),
        ContentType.OCTET_STREAM,
        Expiry.never(),
        Instant.EPOCH,
        Origin.ROOT,
        Lineage.ofRoot(KEY),
        Tail.EMPTY,
        new Closure.Open(),
        StreamSeq.NONE,
        0,
        Instant.EPOCH,
        false);
  }

  private static MessageBatch message(String text) {
    return MessageBatch.ofBytes(text.getBytes(UTF_8));
  }

  private String text() {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    run.pieces().forEach(frames::writeBytes);
    byte[] all = frames.toByteArray();
    StringBuilder text = new StringBuilder();
    for (int at = SegmentFrames.HEADER_BYTES; at < all.length; ) {
      text.append((char) all[at]);
      at += 1 + SegmentFrames.HEADER_BYTES;
    }
    return text.toString();
  }

  @Test
  void messagesThatAScanHandsOnAgainAreTakenOnce() {
    run.add(0, message("a"));
    run.add(1, message("b"));
    run.add(0, message("a"));
    run.add(1, message("b"));
    assertThat(run.isComplete()).isFalse();
    run.add(2, message("c"));
    run.add(3, message("d"));
    assertThat(run.isComplete()).isTrue();
    assertThat(text()).isEqualTo("abcd");
  }

  @Test
  void messagesBehindAGapAreNotTaken() {
    run.add(0, message("a"));
    run.add(2, message("c"));
    run.add(3, message("d"));
    assertThat(run.isAtEnd()).isFalse();
    assertThat(run.rest().from()).isEqualTo(1);
  }
}
