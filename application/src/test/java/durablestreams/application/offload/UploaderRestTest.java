package durablestreams.application.offload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.stream.StreamKey;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The more waits for the archive, the less uploaders rest. */
class UploaderRestTest {

  private static final Offset<Double> ABOUT = within(0.01);

  private static List<SealedSegment> run(long segments, long messages, long bytes) {
    return LongStream.range(0, segments)
        .mapToObj(i ->
            new SealedSegment(new StreamKey(1), i, i * bytes, (i + 1) * bytes, messages, bytes))
        .toList();
  }

  @Test
  void theyRestLongestWhenNothingWaits() {
    assertThat(SegmentOffloader.rest(List.of())).isEqualTo(2);
    assertThat(SegmentOffloader.rest(List.of(run(1, 1, 1)))).isCloseTo(2, ABOUT);
  }

  @Test
  void theyRestLessTheMoreWaits() {
    assertThat(SegmentOffloader.rest(List.of(run(1, 1, 1L << 28), run(1, 1, 1L << 28))))
        .isCloseTo(1, ABOUT);
    assertThat(SegmentOffloader.rest(List.of(run(3, 1, 1L << 28)))).isCloseTo(0.5, ABOUT);
  }

  @Test
  void theyDoNotRestWhenMuchWaits() {
    assertThat(SegmentOffloader.rest(List.of(run(5, 1, 1L << 28)))).isZero();
  }

  @Test
  void manySmallMessagesAreMuch() {
    assertThat(SegmentOffloader.rest(List.of(run(4, 1_000_000, 1_000_000)))).isZero();
    assertThat(SegmentOffloader.rest(List.of(run(2, 1_000_000, 1_000_000)))).isCloseTo(1, ABOUT);
  }
}
