package durablestreams.adapters.sqlite.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.sqlite.inspection.FolderInspection;
import durablestreams.application.port.FolderInUseException;
import durablestreams.application.port.StoreFailedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The lock against other processes. POSIX gives up all locks that a process has on a file when it
 * closes any descriptor of that file.
 */
class FolderLockTest {

  @TempDir private Path folder;

  /** Another process, which prints whether the lock is free. */
  static final class Prober {
    private Prober() {}

    public static void main(String[] file) throws IOException {
      try (FileChannel channel = FileChannel.open(Path.of(file[0]), StandardOpenOption.WRITE)) {
        System.out.print(channel.tryLock() != null);
      }
    }
  }

  private boolean isFreeForOthers() throws IOException {
    Process prober =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Prober.class.getName(),
                lock().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return Boolean.parseBoolean(
        new String(prober.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
  }

  private Path lock() {
    return new DatabaseFiles(folder).lock();
  }

  @Test
  void aSecondTryInTheSameProcessDoesNotGiveTheLockUp() throws IOException {
    FolderLock held = FolderLock.acquire(folder, lock());
    Path link =
        Files.createSymbolicLink(folder.resolveSibling(folder.getFileName() + "-link"), folder);
    try (held) {
      for (Path same : new Path[] {folder, link}) {
        assertThatThrownBy(() -> FolderLock.acquire(same, new DatabaseFiles(same).lock()))
            .isInstanceOf(FolderInUseException.class);
      }
      assertThat(isFreeForOthers()).isFalse();
    } finally {
      Files.delete(link);
    }
    assertThat(isFreeForOthers()).isTrue();
    FolderLock.acquire(folder, lock()).close();
  }

  @Test
  void anInspectionInTheSameProcessDoesNotGiveTheLockUp() throws IOException {
    Files.createFile(new DatabaseFiles(folder).file());
    try (FolderLock held = FolderLock.acquire(folder, lock())) {
      FolderInspection inspection = new FolderInspection(folder);
      assertThatThrownBy(() -> inspection.inspect(stream -> {}))
          .isInstanceOf(StoreFailedException.class)
          .hasMessageContaining("a server uses the data folder");
      assertThat(isFreeForOthers()).isFalse();
    }
  }
}
