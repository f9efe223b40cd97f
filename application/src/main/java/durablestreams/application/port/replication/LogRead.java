package durablestreams.application.port.replication;

import java.util.List;

/** Outcome of a read of the commit log. */
public sealed interface LogRead {

  /**
   * A record as the engine keeps it.
   *
   * @param bytes not to be modified
   */
  record Entry(LogPlace place, byte[] bytes) {}

  /** The next records, in order; none if nothing came in time. */
  record Records(List<Entry> entries) implements LogRead {}

  /** The next record was removed: a snapshot is needed to go on. */
  record Trimmed() implements LogRead {}

  /**
   * The record at the place to read on from is not there, or is another one: the log ends before it
   * or is not the log that was read before.
   */
  record Diverged(String reason) implements LogRead {}
}
