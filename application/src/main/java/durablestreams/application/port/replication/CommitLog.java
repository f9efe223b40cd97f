package durablestreams.application.port.replication;

import java.time.Duration;

/**
 * Commit log that several servers share, kept by an engine that replicates it and makes it durable.
 *
 * <p>A log is an ordered list of records. Records are only added at its end, and removed only at
 * its beginning. All readers see the same records in the same order. Which of them count is not
 * decided here, see {@link durablestreams.domain.replication.Chain}: an engine may keep records
 * that do not.
 *
 * <p>{@link #append} is called by one thread at a time, {@link #read} by one other; several servers
 * append at the same time.
 */
public interface CommitLog extends AutoCloseable {

  /**
   * Adds a record behind {@code end}. When this returns {@link LogAppend.Appended}, the engine has
   * made it, and all records before it, durable on as many machines as it promises.
   *
   * <p>An engine with conditional writes adds it only if the record at {@code end} is there, with
   * its checksum, and is the last one. Another engine adds it in any case, and says {@link
   * LogAppend.Superseded} unless it knows that nothing lies between.
   *
   * @param record encoded, at most {@link #maxRecordBytes()}
   * @param checksum of the record, which tells it from all others
   * @param end the place of the last record that the writer has read
   */
  LogAppend append(byte[] record, long checksum, LogPlace end) throws InterruptedException;

  /**
   * The records after {@code after}, in order. They may end before the log does, where an engine
   * cannot tell: only an append that was acknowledged shows how far the log reaches. Nor is a
   * record durable because it is read.
   *
   * @param maxBytes stop after the record that reaches this size; at least one record is returned
   * @param wait how long to wait for a record if there is none
   * @throws LogUnavailableException when the engine cannot be read
   */
  LogRead read(LogPlace after, int maxBytes, Duration wait) throws InterruptedException;

  /**
   * Removes records before {@code before}, as far as the engine can, if the record at {@code
   * before} is there: it stays, and so does the last record of the log. A log that was cleared
   * meanwhile, and begins anew, is not cut.
   *
   * @throws LogUnavailableException when the engine cannot be reached
   */
  void trim(LogPlace before) throws InterruptedException;

  /**
   * Removes all records, so that a new log can begin. Only after an operator asked for it, and
   * while no server appends.
   *
   * @throws LogUnavailableException when the engine cannot be reached
   */
  void clear() throws InterruptedException;

  /** Size of the largest record that the engine takes, in bytes. */
  int maxRecordBytes();

  /** What is wrong with the engine now, in one sentence; empty if nothing is known to be. */
  default String problem() {
    return "";
  }

  @Override
  void close();
}
