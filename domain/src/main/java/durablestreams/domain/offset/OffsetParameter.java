package durablestreams.domain.offset;

/**
 * Start position that a reader requests: a token, or one of the two sentinels (protocol, section
 * 8).
 */
public sealed interface OffsetParameter {

  /** The beginning of the stream: {@code -1}, or no offset at all. */
  record Beginning() implements OffsetParameter {}

  /** The tail as it is when the request is answered: {@code now}. */
  record Now() implements OffsetParameter {}

  /** A place named by a token. */
  record At(Offset offset) implements OffsetParameter {}

  /**
   * Reads the value of the {@code offset} query parameter.
   *
   * @throws IllegalArgumentException with a sentence for the client when it is neither a sentinel
   *     nor a token
   */
  static OffsetParameter parse(String value) {
    return switch (value) {
      case "-1" -> new Beginning();
      case "now" -> new Now();
      default -> new At(Offset.parse(value));
    };
  }
}
