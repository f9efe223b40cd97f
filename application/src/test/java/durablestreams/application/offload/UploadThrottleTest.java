package durablestreams.application.offload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.stream.StreamKey;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Throttle of uploads: the larger the backlog, the shorter the pauses. */
class UploadThrottleTest {

  private static final Offset<Double> ABOUT = within(0.01);

  private static List<SealedSegment> run(long segments, long messages, long bytes) {
    return LongStream.range(0, segments)
        .mapToObj(i ->
            new SealedSegment(new StreamKey(1), i, i * bytes, (i + 1) * bytes, messages, bytes))
        .toList();
  }

  /** The pause of a thread as a multiple of the duration of its upload. */
  private static double times(List<List<SealedSegment>> backlog) {
    return SegmentOffloader.throttleFor(backlog).times();
  }

  @Test
  void pausesAreLongestWithoutABacklog() {
    assertThat(times(List.of())).isEqualTo(2);
    assertThat(times(List.of(run(1, 1, 1)))).isCloseTo(2, ABOUT);
  }

  @Test
  void pausesShrinkAsTheBacklogGrows() {
    assertThat(times(List.of(run(1, 1, 1L << 28), run(1, 1, 1L << 28)))).isCloseTo(1, ABOUT);
    assertThat(times(List.of(run(3, 1, 1L << 28)))).isCloseTo(0.5, ABOUT);
  }

  @Test
  void aLargeBacklogHasNoPauses() {
    assertThat(times(List.of(run(5, 1, 1L << 28)))).isZero();
  }

  @Test
  void manySmallMessagesAreALargeBacklog() {
    assertThat(times(List.of(run(4, 1_000_000, 1_000_000)))).isZero();
    assertThat(times(List.of(run(2, 1_000_000, 1_000_000)))).isCloseTo(1, ABOUT);
  }
}
