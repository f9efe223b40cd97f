package durablestreams.application.port;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Source of snapshots of a store while commits go on. Optional: a store that does not outlive the
 * process has none.
 */
public interface SnapshotSource {

  /**
   * Copies the store. The snapshot holds everything that was acknowledged before the call, and each
   * later commit as a whole or not at all; no commit is in it without those before it.
   *
   * @throws StoreFailedException when the store cannot be read, or was opened again meanwhile
   */
  void copyTo(Sink sink) throws InterruptedException;

  /**
   * Sink of a snapshot: pieces of files, in the order in which they have to be written to files
   * that are empty at first. A later piece may replace parts of an earlier one.
   */
  interface Sink {

    /**
     * Takes a piece.
     *
     * @param bytes read by this call, and no longer needed when it returns
     */
    void write(String file, long offset, ByteBuffer bytes) throws InterruptedException;

    /** The size that a file has in the end. */
    void size(String file, long bytes) throws InterruptedException;

    /** From now on long pauses make more pieces: changes that came in meanwhile are copied. */
    void catchUp();
  }

  /**
   * Restore of a snapshot into an empty data folder. Nothing of it is visible before {@link
   * #finish}; what a restore that was not finished has left is removed by the next one.
   */
  interface Restore extends Sink, AutoCloseable {

    @Override
    default void catchUp() {}

    /**
     * Checks what was written and puts it in its place, in one step. The next start raises the
     * segment floor.
     *
     * @throws StoreFailedException when it is damaged
     */
    void finish();

    @Override
    void close();
  }

  /** Place on this machine where a snapshot of a replica is restored only to be looked at. */
  interface Scratch extends AutoCloseable {

    /** Begins to restore a snapshot; what was here before is removed. */
    Restore restore();

    /** The progress in the snapshot that was restored, see {@code ReplicaStore.progress}. */
    Optional<byte[]> progress();

    /** Removes everything. */
    @Override
    void close();
  }
}
