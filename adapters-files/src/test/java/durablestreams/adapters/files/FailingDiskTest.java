package durablestreams.adapters.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import durablestreams.application.contract.SegmentArchiveContract;
import durablestreams.application.contract.TestContent;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive.Described;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of an object when the disk fails at any step of a put. */
class FailingDiskTest {

  enum Step {
    OPEN,
    WRITE,
    SYNC
  }

  private static final byte[] OLD = "old".getBytes(UTF_8);
  private static final byte[] NEW = "new and longer".getBytes(UTF_8);

  private final List<Step> steps = new ArrayList<>();
  private Step failing;
  private boolean broken;
  private boolean seenBeforeSync;

  @TempDir private Path root;

  @ParameterizedTest
  @EnumSource
  void aFullDiskLeavesTheOldObjectAndNoRest(Step step) throws IOException {
    failing = step;
    try (FileSegmentArchive archive = new FileSegmentArchive(root, 4, this::open)) {
      archive.put("a/b", new TestContent(OLD), Map.of("age", "old"));
      broken = true;
      TestContent content = new TestContent(NEW);
      for (String name : List.of("a/b", "a/c", "d/e")) {
        assertThatExceptionOfType(ArchiveUnavailableException.class)
            .isThrownBy(() -> archive.put(name, content, Map.of("age", "new")))
            .withMessage(
                "the archive folder %s could not store object %s: "
                    + "the disk is full (No space left on device)",
                root, name)
            .satisfies(e -> SegmentArchiveContract.assertOneLine(e.getMessage()));
      }
      assertThat(content.openStreams()).isZero();
      assertThat(archive.describe("a/b")).contains(new Described(3, Map.of("age", "old")));
      assertThat(archive.describe("a/c")).isEmpty();
      assertThat(root.resolve("d")).doesNotExist();
      assertThat(uploadsLeft()).isZero();

      broken = false;
      archive.put("a/b", new TestContent(NEW), Map.of("age", "new"));
      assertThat(archive.read("a/b", 0, NEW.length)).contains(NEW);
    }
  }

  @Test
  void anObjectIsSyncedAfterItsLastByteAndBeforeItIsSeen() {
    try (FileSegmentArchive archive = new FileSegmentArchive(root, 4, this::open)) {
      archive.put("first", new TestContent(OLD), Map.of());
      assertThat(seenBeforeSync).isFalse();
      assertThat(steps).startsWith(Step.OPEN, Step.WRITE).endsWith(Step.SYNC);
      assertThat(steps).containsOnlyOnce(Step.SYNC);
    }
  }

  private long uploadsLeft() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve(Uploads.FOLDER))) {
      return files.filter(file -> !file.endsWith("lock")).count();
    }
  }

  private Uploads.Output open(Path file) throws IOException {
    step(Step.OPEN);
    Uploads.Output real = new Uploads.PlainOutput(file);
    return new Uploads.Output() {
      @Override
      public void write(byte[] bytes, int length) throws IOException {
        step(Step.WRITE);
        real.write(bytes, length);
      }

      @Override
      public void sync() throws IOException {
        seenBeforeSync |= Files.exists(root.resolve("first"));
        step(Step.SYNC);
        real.sync();
      }

      @Override
      public void close() throws IOException {
        real.close();
      }
    };
  }

  private void step(Step step) throws IOException {
    steps.add(step);
    if (broken && step == failing) {
      throw new IOException("No space left on device");
    }
  }
}
