package durablestreams.server;

/** Refusal of a call in process. The message is one sentence that says what would be right. */
public final class StreamException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What kind of refusal it is. */
  public enum Reason {
    /** There is no such stream, or it was deleted or has expired in the meantime. */
    NOT_FOUND,
    /** The stream was deleted, and its name is held by its forks. */
    GONE,
    /** The stream exists with another configuration. */
    CONFLICT,
    /** The stream is closed, so nothing can be appended. */
    CLOSED,
    /** The messages are not what the content type of the stream says. */
    BAD_MESSAGES,
    /** The producer was superseded, or skipped a number. */
    PRODUCER,
    /** The sequence text of the append is not after the last one. */
    SEQUENCE,
    /** The offset names no place in the stream. */
    BAD_OFFSET,
    /** The offset is before the earliest message that is retained. */
    TRIMMED,
    /** A limit of the server is reached. */
    LIMIT,
    /** The server is being closed. */
    STOPPING
  }

  private final Reason reason;

  StreamException(Reason reason, String sentence) {
    super(sentence);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
