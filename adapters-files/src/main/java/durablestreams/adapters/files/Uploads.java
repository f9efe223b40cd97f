package durablestreams.adapters.files;

import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The temporary files of uploads in progress. They share one folder inside the archive's, so that
 * publishing one is a rename, and files left by a crash are found without a walk through all
 * objects.
 *
 * <p>The process that holds the lock removes files left by others. A second process on the same
 * archive, such as a check while a server runs, does not get the lock and leaves the files alone.
 */
final class Uploads implements Closeable {

  /** No object's name begins with a dot. */
  static final String FOLDER = ".uploads";

  private static final String PREFIX = "upload-";

  /** Something to write an upload to. */
  interface Output extends Closeable {
    void write(byte[] bytes, int length) throws IOException;

    /** On return all that was written is on the disk. */
    void sync() throws IOException;
  }

  /** Opens an empty file for writing. */
  interface Opener {
    Output open(Path file) throws IOException;
  }

  private final Path folder;
  private final Opener opener;
  private final AtomicLong names = new AtomicLong();
  private final Optional<UploadsLock> lock;

  Uploads(Path archive, Opener opener) throws IOException {
    this.folder = archive.resolve(FOLDER);
    this.opener = opener;
    PrivateFiles.createFolders(folder);
    lock = UploadsLock.tryAcquire(folder);
    if (lock.isPresent()) {
      try {
        removeLeftovers();
      } catch (IOException e) {
        lock.get().close();
        throw e;
      }
    }
  }

  private void removeLeftovers() throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, PREFIX + "*")) {
      for (Path leftover : leftovers) {
        Files.deleteIfExists(leftover);
      }
    }
  }

  /** Creates an empty file with a unique name. */
  Path create() throws IOException {
    while (true) {
      try {
        return PrivateFiles.createFile(folder.resolve(PREFIX + names.incrementAndGet()));
      } catch (FileAlreadyExistsException e) {
        // Another process writes here, or wrote here and crashed.
      }
    }
  }

  Output open(Path upload) throws IOException {
    return opener.open(upload);
  }

  @Override
  public void close() throws IOException {
    if (lock.isPresent()) {
      lock.get().close();
    }
  }

  /** A plain file, through a stream that interrupts do not close. */
  static final class PlainOutput implements Output {

    private final FileOutputStream out;

    PlainOutput(Path file) throws IOException {
      this.out = new FileOutputStream(file.toFile());
    }

    @Override
    public void write(byte[] bytes, int length) throws IOException {
      out.write(bytes, 0, length);
    }

    @Override
    public void sync() throws IOException {
      out.getFD().sync();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
