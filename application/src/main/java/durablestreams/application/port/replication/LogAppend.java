package durablestreams.application.port.replication;

/** Outcome of an append to the commit log. Whether the record counts is decided by what is read. */
public sealed interface LogAppend {

  /** The record is durable, and nothing lies between it and the end that its writer knew. */
  record Appended(LogPlace place) implements LogAppend {}

  /**
   * Something else came after the end that the writer knew. The record may lie behind that, and is
   * durable then.
   */
  record Superseded() implements LogAppend {}

  /**
   * The record may be in the log, or get there later. Readers may see it before it is durable: it
   * is once a later append behind it was {@link Appended}.
   */
  record Unknown(String reason) implements LogAppend {}

  /** The record is not in the log and never will be. */
  record NotAppended(String reason) implements LogAppend {}
}
