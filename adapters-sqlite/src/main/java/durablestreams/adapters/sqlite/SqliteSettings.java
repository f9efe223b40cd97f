package durablestreams.adapters.sqlite;

import durablestreams.adapters.sqlite.file.DatabaseFiles;
import durablestreams.adapters.sqlite.session.SessionSettings;
import java.nio.file.Path;

/**
 * Location and limits of a database.
 *
 * @param folder holds the database, its write-ahead log and the lock; created if it is not there
 * @param readConnections how many reads may run at the same time; as many as there are threads that
 *     read is best, and at least 1
 * @param maxLogBytes size of the write-ahead log beyond which nothing is written
 * @param unpackedStreams streams with hot rows of which memory holds everything, 400 bytes each; of
 *     others it holds where their rows are
 * @param producerBytes bytes of the producers that memory keeps of streams with hot rows, those
 *     that changed since the snapshot of their stream; beyond it, commits take snapshots of the
 *     streams with most
 * @param replica whether all changes come from a commit log, and what a crash loses comes back from
 *     there: a commit is not forced to the disk, and a loss neither raises the segment floor nor is
 *     it reported, provided that the database holds a progress of the log. The caller compares that
 *     with the log before it serves or commits anything.
 */
public record SqliteSettings(
    Path folder,
    int readConnections,
    long maxLogBytes,
    int unpackedStreams,
    long producerBytes,
    boolean replica) {

  /** Reached only while checkpoints fail or another program reads for long. */
  private static final long MAX_LOG_BYTES = 1L << 30;

  /** So that streams that memory holds everything of take a twentieth of the heap. */
  private static final long HEAP_PER_STREAM = 8 << 10;

  /** The part of the heap that producers may take: a thirty-second. */
  private static final long HEAP_PER_PRODUCER_BYTE = 32;

  public SqliteSettings {
    if (readConnections < 1) {
      throw new IllegalArgumentException("there is at least one connection to read with");
    }
  }

  public SqliteSettings(Path folder, int readConnections) {
    this(folder, readConnections, MAX_LOG_BYTES);
  }

  public SqliteSettings(Path folder, int readConnections, long maxLogBytes) {
    this(folder, readConnections, maxLogBytes, unpackedStreams(Runtime.getRuntime().maxMemory()));
  }

  public SqliteSettings(Path folder, int readConnections, long maxLogBytes, int unpackedStreams) {
    this(
        folder,
        readConnections,
        maxLogBytes,
        unpackedStreams,
        Runtime.getRuntime().maxMemory() / HEAP_PER_PRODUCER_BYTE);
  }

  public SqliteSettings(
      Path folder, int readConnections, long maxLogBytes, int unpackedStreams, long producerBytes) {
    this(folder, readConnections, maxLogBytes, unpackedStreams, producerBytes, false);
  }

  /** The same for a replica of a commit log. */
  public SqliteSettings asReplica() {
    return new SqliteSettings(
        folder, readConnections, maxLogBytes, unpackedStreams, producerBytes, true);
  }

  private static int unpackedStreams(long heap) {
    return (int) Math.min(heap / HEAP_PER_STREAM, 1 << 20);
  }

  DatabaseFiles files() {
    return new DatabaseFiles(folder);
  }

  SessionSettings session() {
    return new SessionSettings(
        files(), readConnections, maxLogBytes, unpackedStreams, producerBytes, replica);
  }
}
