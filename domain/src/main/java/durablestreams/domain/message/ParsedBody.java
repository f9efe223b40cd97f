package durablestreams.domain.message;

/**
 * Request body after parsing. Bodies are parsed early and judged late: a parse error is kept in the
 * request, so that a closed stream or a stale producer is reported first.
 */
public sealed interface ParsedBody {

  /** At least one message. */
  record Messages(MessageBatch batch) implements ParsedBody {}

  /** No bytes at all. */
  record Empty() implements ParsedBody {}

  /**
   * A JSON array without elements: fine when a stream is created, an error in an append (protocol,
   * section 9.1.3).
   */
  record EmptyArray() implements ParsedBody {}

  /**
   * Not what its content type says.
   *
   * @param reason one line for the client
   */
  record Invalid(String reason) implements ParsedBody {}

  ParsedBody EMPTY = new Empty();
}
