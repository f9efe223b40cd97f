package durablestreams.adapters.sqlite.file;

import durablestreams.application.port.StoreFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Identity of the database file. If the file is moved, removed or replaced under a running server,
 * the system lets the server continue to write into the open one, and all of that would be gone
 * with the next start.
 */
public final class FileIdentity {

  private final Path file;
  private boolean known;
  private @Nullable Object key;

  public FileIdentity(Path file) {
    this.file = file;
  }

  /** The file that is there now is the one. */
  public void take() {
    key = keyNow();
    known = true;
  }

  /**
   * @throws StoreFailedException when the file is not there any more, or another one is
   */
  public void check() {
    if (known && !Objects.equals(key, keyNow())) {
      throw new StoreFailedException(
          "another file is at " + file.toAbsolutePath() + " now: put the one back that was there");
    }
  }

  /** What tells files apart; {@code null} where the file system knows nothing of the kind. */
  private @Nullable Object keyNow() {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      throw new StoreFailedException(
          file.toAbsolutePath() + " cannot be found any more: put it back", e);
    }
  }
}
