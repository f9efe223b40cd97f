package durablestreams.application.offload;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.offload.ObjectMetadata.ForkedAt;
import durablestreams.application.port.ArchiveLimits;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Size limit of object descriptions: an object that cannot be described can never be uploaded. */
class ObjectMetadataLimitTest {

  private static final long MOST_UNITS = 64L << 20;

  @ParameterizedTest
  @ValueSource(strings = {"x", "é", "語", "😀", "%", "="})
  void theFactsOfAnyStreamFitIntoADescription(String character) {
    int bytes = character.getBytes(StandardCharsets.UTF_8).length;
    for (int idBytes : new int[] {1_024, 401, 400, 40}) {
      StreamPath path = new StreamPath(character.repeat(idBytes / bytes));
      ObjectMetadata metadata = largest(path);
      Map<String, String> description = metadata.toDescription();
      assertThat(ArchiveLimits.requireDescription(description)).isEqualTo(description);
      assertThat(ObjectMetadata.fromDescription(description)).isEqualTo(metadata);
    }
  }

  private static ObjectMetadata largest(StreamPath path) {
    List<Long> units = new ArrayList<>();
    for (int i = 0; i < SegmentsPerObject.maxSegments(path); i++) {
      units.add(MOST_UNITS - i);
    }
    long aLot = 99_999_999_999_999L;
    return new ObjectMetadata(
        path,
        new StreamKey(aLot),
        new ContentType("text/plain; x=" + "y".repeat(ContentType.MAX_LENGTH - 14)),
        new Expiry.At(Instant.parse("2199-12-31T23:59:59.999999999Z")),
        Instant.parse("2199-12-31T23:59:59.999Z"),
        true,
        List.of(
            new ForkedAt(
                new StreamKey(aLot), aLot, Offset.parse("0000000000000001_0000000000000001"))),
        aLot,
        aLot,
        units,
        -1);
  }
}
