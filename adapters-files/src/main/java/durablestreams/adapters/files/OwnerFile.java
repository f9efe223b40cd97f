package durablestreams.adapters.files;

import durablestreams.application.port.ArchiveOwner;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The owner record of an archive folder: a file of one line, replaced by a rename. A lock of the
 * operating system makes the comparison and the rename one step among all processes.
 */
final class OwnerFile {

  /** No object's name begins with a dot. */
  static final String NAME = ".owner";

  private static final String LOCK = "owner-lock";

  private final Path root;
  private final Path file;
  private final Path lock;

  /**
   * @param uploads the folder of files that are no objects
   */
  OwnerFile(Path root, Path uploads) {
    this.root = root;
    this.file = root.resolve(NAME);
    this.lock = uploads.resolve(LOCK);
  }

  Optional<ArchiveOwner> read() throws IOException {
    try {
      String text = Files.readString(file);
      return Optional.of(
          ArchiveOwner.parse(text).orElseThrow(() -> new IOException(file + " is damaged")));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Writes the record to {@code temporary} first, a file that only this call uses. */
  synchronized boolean replace(Optional<ArchiveOwner> expected, ArchiveOwner next, Path temporary)
      throws IOException {
    try (FileChannel channel = PrivateFiles.open(lock);
        FileLock held = channel.lock()) {
      if (!held.isValid() || !read().equals(expected)) {
        return false;
      }
      try (Uploads.PlainOutput out = new Uploads.PlainOutput(temporary)) {
        byte[] text = (next.text() + "\n").getBytes(StandardCharsets.US_ASCII);
        out.write(text, text.length);
        out.sync();
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      ArchiveFolder.sync(root);
      return true;
    }
  }
}
