package durablestreams.cli.reference;

import java.util.Map;
import java.util.Optional;

/**
 * A stream as the reference server describes it.
 *
 * @param path of its URL
 * @param base bytes that a fork shares with its source, and 0 for others
 * @param file name of the file of frames, without its ending
 */
public record ReferenceStream(
    String path,
    String contentType,
    Optional<Long> ttlSeconds,
    Optional<String> expiresAt,
    boolean closed,
    boolean deleted,
    Optional<String> forkedFrom,
    long base,
    String file) {

  static ReferenceStream of(Map<?, ?> facts) {
    return new ReferenceStream(
        text(facts, "path").orElse(""),
        text(facts, "contentType").orElse("application/octet-stream"),
        facts.get("ttlSeconds") instanceof Long ttl ? Optional.of(ttl) : Optional.empty(),
        text(facts, "expiresAt"),
        Boolean.TRUE.equals(facts.get("closed")),
        Boolean.TRUE.equals(facts.get("softDeleted")),
        text(facts, "forkedFrom"),
        text(facts, "forkOffset").map(ReferenceStream::bytes).orElse(0L),
        text(facts, "directoryName").orElse(""));
  }

  private static Optional<String> text(Map<?, ?> facts, String name) {
    return facts.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** An offset is two numbers, of which the second counts bytes. */
  private static long bytes(String offset) {
    String[] numbers = offset.split("_", 2);
    return numbers.length == 2 && numbers[1].matches("\\d{1,18}") ? Long.parseLong(numbers[1]) : 0;
  }
}
