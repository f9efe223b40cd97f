package durablestreams.domain.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.Tail;
import org.junit.jupiter.api.Test;

class SegmentValuesTest {

  private static final StreamKey KEY = new StreamKey(42);
  private static final ObjectWriter WRITER = new ObjectWriter("0123456789abcdef".repeat(2), 7);

  @Test
  void anObjectIsNamedAfterItsStreamAndSegments() {
    assertThat(SegmentObjectName.of(new StreamPath("a/b"), KEY, 3, 3, WRITER))
        .isEqualTo(
            "stream/YS9i/42/segment-0000000000000003.0123456789abcdef0123456789abcdef-7.seg");
    assertThat(SegmentObjectName.of(new StreamPath("a/b"), KEY, 3, 12, WRITER))
        .isEqualTo(
            "stream/YS9i/42/segment-0000000000000003-0000000000000012"
                + ".0123456789abcdef0123456789abcdef-7.seg");
    assertThat(SegmentObjectName.of(new StreamPath("??>"), KEY, 0, 0, WRITER)).contains("/Pz8-/");
  }

  @Test
  void namesAreShortAndSafeHoweverLongTheStreamId() {
    String name =
        SegmentObjectName.of(
            new StreamPath("\ud83d\ude80".repeat(256)),
            new StreamKey(Long.MAX_VALUE),
            1,
            2,
            WRITER);
    assertThat(name).hasSizeLessThan(400).matches("[A-Za-z0-9_~/.-]+");
  }

  @Test
  void incarnationsNeverShareAFolder() {
    StreamPath path = new StreamPath("x".repeat(1_024));
    String folder = SegmentObjectName.folderOf(path, KEY);
    assertThat(SegmentObjectName.of(path, KEY, 0, 0, WRITER)).startsWith(folder);
    assertThat(SegmentObjectName.of(path, new StreamKey(421), 0, 0, WRITER))
        .doesNotStartWith(folder);
    assertThat(SegmentObjectName.of(path, new StreamKey(4), 0, 0, WRITER)).doesNotStartWith(folder);
    assertThat(folder).startsWith(SegmentObjectName.ROOT).endsWith("/42/");
  }

  @Test
  void namesTellTheirStream() {
    assertThat(
            SegmentObjectName.keyOf(SegmentObjectName.of(new StreamPath("a/b"), KEY, 1, 2, WRITER)))
        .contains(KEY);
    assertThat(SegmentObjectName.folderOfPath("stream/YQ/42/segment-1.seg"))
        .isEqualTo("stream/YQ/");
    assertThat(SegmentObjectName.keyOf("stream/YQ/note/segment-1.seg")).isEmpty();
    assertThat(SegmentObjectName.keyOf("other/YQ/42/segment-1.seg")).isEmpty();
  }

  @Test
  void namesTellTheirWriter() {
    String uploaded = SegmentObjectName.of(new StreamPath("a"), KEY, 1, 2, WRITER);
    String merged = SegmentObjectName.merged(new StreamPath("a"), KEY, 1, 2, WRITER);
    assertThat(SegmentObjectName.epochOf(uploaded)).hasValue(7);
    assertThat(SegmentObjectName.epochOf(merged)).hasValue(7);
    assertThat(SegmentObjectName.isMerged(uploaded)).isFalse();
    assertThat(SegmentObjectName.isMerged(merged)).isTrue();
    assertThat(SegmentObjectName.epochOf("stream/YQ/42/segment-1.seg")).isEmpty();
    assertThat(SegmentObjectName.of(new StreamPath("a"), KEY, 1, 2, ObjectWriter.SOLE))
        .isNotEqualTo(uploaded);
  }

  @Test
  void namesSortLikeSegments() {
    StreamPath path = new StreamPath("a");
    assertThat(SegmentObjectName.of(path, KEY, 9, 9, WRITER))
        .isLessThan(SegmentObjectName.of(path, KEY, 10, 10, WRITER));
  }

  @Test
  void rotationSealsAtEitherThreshold() {
    RotationPolicy policy = new RotationPolicy(3, 100);
    assertThat(policy.rotates()).isTrue();
    assertThat(policy.sealsAt(Tail.EMPTY)).isFalse();
    assertThat(policy.sealsAt(Tail.EMPTY.appended(99, 2, 99))).isFalse();
    assertThat(policy.sealsAt(Tail.EMPTY.appended(3, 3, 3))).isTrue();
    assertThat(policy.sealsAt(Tail.EMPTY.appended(100, 1, 100))).isTrue();
    assertThat(policy.sealsAt(Tail.EMPTY.appended(100, 1, 100).sealed())).isFalse();
    assertThat(RotationPolicy.NEVER.rotates()).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> new RotationPolicy(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new RotationPolicy(1, 0));
  }

  @Test
  void aSealedSegmentIsNotEmptyAndKnowsItsFrames() {
    assertThat(new SealedSegment(KEY, 0, 5, 8, 3, 40).frameBytes()).isEqualTo(52);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SealedSegment(KEY, 0, 5, 5, 0, 0))
        .withMessageContaining("not empty");
    assertThatIllegalArgumentException().isThrownBy(() -> new SealedSegment(KEY, 0, -1, 5, 0, 0));
  }
}
