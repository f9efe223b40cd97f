package durablestreams.adapters.r2;

import durablestreams.application.port.ArchiveLimits;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * Encoding of descriptions as the metadata of an object, which is sent in headers {@code
 * x-amz-meta-<name>}.
 *
 * <p>Headers carry printable ASCII; more is changed or lost on the way, differently by each server,
 * and so may be spaces and empty values. A value that is {@linkplain ArchiveLimits#isPlain plain}
 * stands as it is, so that a person can read it in a console. Any other one is {@code =} and its
 * UTF-8 in base64url without padding. {@link ArchiveLimits#DESCRIPTION_BYTES} counts both so, and
 * stays below the 2 KB that S3 allows.
 */
final class MetadataText {

  private static final char MARK = '=';

  private MetadataText() {}

  static Map<String, String> encode(Map<String, String> description) {
    Map<String, String> metadata = new HashMap<>();
    description.forEach((name, value) -> metadata.put(name, encode(value)));
    return metadata;
  }

  /**
   * @throws IllegalArgumentException when the metadata was not written by this class
   */
  static Map<String, String> decode(Map<String, String> metadata) {
    Map<String, String> description = new HashMap<>();
    metadata.forEach((name, value) -> description.put(name, decode(value)));
    return Map.copyOf(description);
  }

  private static String encode(String value) {
    return ArchiveLimits.isPlain(value)
        ? value
        : MARK
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(value.getBytes(StandardCharsets.UTF_8));
  }

  private static String decode(String value) {
    return value.isEmpty() || value.charAt(0) != MARK
        ? value
        : new String(Base64.getUrlDecoder().decode(value.substring(1)), StandardCharsets.UTF_8);
  }
}
