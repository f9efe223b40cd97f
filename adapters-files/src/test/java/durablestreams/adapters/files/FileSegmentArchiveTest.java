package durablestreams.adapters.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import durablestreams.application.contract.SegmentArchiveContract;
import durablestreams.application.contract.TestContent;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.SegmentArchive.Described;
import durablestreams.application.port.SegmentArchive.Listed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSegmentArchiveTest extends SegmentArchiveContract {

  private static final String NAME = "stream/YQ/1/segment-0000000000000000.seg";
  private static final byte[] BYTES = "frames, or what the caller calls so".getBytes(UTF_8);

  @TempDir private Path root;
  @TempDir private Path own;

  @Override
  protected SegmentArchive openEmpty() {
    return new FileSegmentArchive(root.resolve("not/there/yet"));
  }

  @Test
  void aFileBeginsWithTheObjectAsItIs() throws IOException {
    try (FileSegmentArchive archive = new FileSegmentArchive(own)) {
      archive.put(NAME, new TestContent(BYTES), Map.of("path", "a"));
    }
    byte[] file = Files.readAllBytes(own.resolve(NAME));
    assertThat(Arrays.copyOf(file, BYTES.length)).isEqualTo(BYTES);
    assertThat(new String(file, file.length - 8, 8, UTF_8)).isEqualTo("dsobject");
  }

  @Test
  void whatIsStoredIsThereForTheNextProcess() throws IOException {
    try (FileSegmentArchive archive = new FileSegmentArchive(own)) {
      archive.put(NAME, new TestContent(BYTES), Map.of("path", "ä"));
    }
    try (FileSegmentArchive archive = new FileSegmentArchive(own)) {
      assertThat(archive.read(NAME, 0, BYTES.length)).contains(BYTES);
      assertThat(archive.describe(NAME)).contains(new Described(BYTES.length, Map.of("path", "ä")));
      assertThat(listed(archive)).containsExactly(new Listed(NAME, BYTES.length));
    }
  }

  @Test
  void theNextStartRemovesWhatACrashLeft() throws IOException {
    Path uploads = Files.createDirectories(own.resolve(Uploads.FOLDER));
    Files.writeString(uploads.resolve("upload-1"), "half");
    Files.writeString(uploads.resolve("upload-77"), "half");

    try (FileSegmentArchive archive = new FileSegmentArchive(own)) {
      assertThat(uploadsLeft()).isEmpty();
      assertThat(listed(archive)).isEmpty();
      archive.put(NAME, new TestContent(BYTES), Map.of());
    }
    assertThat(uploadsLeft()).isEmpty();
  }

  @Test
  void aSecondArchiveOnTheSameFolderLeavesUploadsAlone() throws IOException {
    Path inProgress = own.resolve(Uploads.FOLDER).resolve("upload-1");
    try (FileSegmentArchive first = new FileSegmentArchive(own)) {
      Files.writeString(inProgress, "of the first");
      try (FileSegmentArchive second = new FileSegmentArchive(own)) {
        assertThat(inProgress).exists();
        second.put(NAME, new TestContent(BYTES), Map.of());
        assertThat(first.read(NAME, 0, BYTES.length)).contains(BYTES);
      }
      assertThat(inProgress).hasContent("of the first");
    }
  }

  @Test
  void onlyTheUserOfTheProcessMayReadWhatIsStored() throws IOException {
    assumeTrue(own.getFileSystem().supportedFileAttributeViews().contains("posix"));
    Path folder = own.resolve("archive");
    try (FileSegmentArchive archive = new FileSegmentArchive(folder)) {
      archive.put(NAME, new TestContent(BYTES), Map.of());
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .as(path.toString())
            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
      }
    }
  }

  @Test
  void foldersGoWithTheirLastFile() {
    try (FileSegmentArchive archive = new FileSegmentArchive(own)) {
      archive.put("stream/YQ/1/segment-0.seg", new TestContent(BYTES), Map.of());
      archive.put("stream/YQ/1/segment-1.seg", new TestContent(BYTES), Map.of());
      archive.put("stream/YQ/2/segment-0.seg", new TestContent(BYTES), Map.of());

      archive.delete("stream/YQ/1/segment-0.seg");
      assertThat(own.resolve("stream/YQ/1")).isDirectory();
      archive.delete("stream/YQ/1/segment-1.seg");
      assertThat(own.resolve("stream/YQ/1")).doesNotExist();
      assertThat(own.resolve("stream/YQ")).isDirectory();
      archive.put("stream/YQ/2/segment-1.seg", new TestContent(BYTES), Map.of());
      archive.put("stream/Yg/1/segment-0.seg", new TestContent(BYTES), Map.of());
      archive.deleteAll(
          List.of(
              "stream/YQ/2/segment-0.seg",
              "stream/Yg/1/segment-0.seg",
              "stream/YQ/2/segment-1.seg"));
      assertThat(own.resolve("stream")).doesNotExist();
      assertThat(own).isDirectory();
    }
  }

  @Test
  void foreignFilesAreNoObjects() throws IOException {
    try (FileSegmentArchive archive = new FileSegmentArchive(own)) {
      archive.put(NAME, new TestContent(BYTES), Map.of());
      Files.createDirectories(own.resolve(".git"));
      Files.writeString(own.resolve(".git/config"), "x");
      Files.writeString(own.resolve(".DS_Store"), "x");
      Files.writeString(own.resolve("notes (copy).txt"), "x");
      Files.createSymbolicLink(own.resolve("link"), own.resolve(NAME));

      assertThat(listed(archive)).containsExactly(new Listed(NAME, BYTES.length));
      assertThat(archive.describe("link")).isEmpty();
    }
  }

  @Test
  void aDamagedFileIsReportedAndListed() throws IOException {
    try (FileSegmentArchive archive = new FileSegmentArchive(own)) {
      archive.put("cut", new TestContent(BYTES), Map.of());
      byte[] cut = Arrays.copyOf(Files.readAllBytes(own.resolve("cut")), 50);
      Files.write(own.resolve("cut"), cut);
      Files.write(own.resolve("short"), new byte[3]);
      archive.put("fact", new TestContent(BYTES), Map.of("a", "x"));
      byte[] fact = Files.readAllBytes(own.resolve("fact"));
      fact[BYTES.length + 2] ^= 1;
      Files.write(own.resolve("fact"), fact);

      assertFails(() -> archive.read("cut", 0, 10), "read object cut: it has no trailer");
      assertFails(() -> archive.describe("short"), "describe object short: it has no trailer");
      assertFails(() -> archive.describe("fact"), "the checksum of its description is wrong");
      assertThat(archive.read("fact", 0, BYTES.length)).contains(BYTES);
      assertThat(listed(archive))
          .containsExactlyInAnyOrder(
              new Listed("cut", 50), new Listed("short", 3), new Listed("fact", BYTES.length));
      archive.delete("cut");
      assertThat(archive.describe("cut")).isEmpty();
    }
  }

  @Test
  void interruptsOfReadersDisturbNoOtherReader() throws Exception {
    byte[] large = new byte[2_000_000];
    try (FileSegmentArchive archive = new FileSegmentArchive(own);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      archive.put(NAME, new TestContent(large), Map.of());
      List<Future<Integer>> readers = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        boolean interrupted = t % 2 == 0;
        readers.add(threads.submit(() -> readOften(archive, large.length, interrupted)));
      }
      for (Future<Integer> reader : readers) {
        assertThat(reader.get()).isEqualTo(100);
      }
    }
  }

  private static int readOften(SegmentArchive archive, int size, boolean interrupted) {
    int reads = 0;
    for (int i = 0; i < 100; i++) {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      reads += archive.read(NAME, 0, size).orElseThrow().length / size;
      assertThat(Thread.interrupted()).isEqualTo(interrupted);
    }
    return reads;
  }

  @Test
  void aPutByAnInterruptedThreadIsWhole() {
    try (FileSegmentArchive archive = new FileSegmentArchive(own)) {
      Thread.currentThread().interrupt();
      archive.put(NAME, new TestContent(BYTES), Map.of());
      assertThat(Thread.interrupted()).isTrue();
      assertThat(archive.read(NAME, 0, BYTES.length)).contains(BYTES);
    }
  }

  @Test
  void interruptsAtAnyMomentEndNothing() throws Exception {
    try (FileSegmentArchive archive = new FileSegmentArchive(own)) {
      FutureTask<Integer> task = new FutureTask<>(() -> useOften(archive));
      Thread thread = Thread.ofPlatform().start(task);
      while (!task.isDone()) {
        thread.interrupt();
      }
      assertThat(task.get()).isEqualTo(200);
    }
  }

  private static int useOften(SegmentArchive archive) {
    int listed = 0;
    for (int i = 0; i < 200; i++) {
      archive.put(NAME, new TestContent(BYTES), Map.of());
      assertThat(archive.describe(NAME)).isPresent();
      listed += listed(archive).size();
      archive.delete(NAME);
    }
    return listed;
  }

  @Test
  void aFolderThatCannotBeUsedIsNamed() throws IOException {
    Path file = Files.writeString(own.resolve("file"), "x");
    assertFails(() -> new FileSegmentArchive(file), "the archive folder " + file);
    assertFails(() -> new FileSegmentArchive(file.resolve("below")), "cannot be used: ");
  }

  @Test
  void aFileWhereAFolderShouldBeIsReported() {
    try (FileSegmentArchive archive = new FileSegmentArchive(own)) {
      archive.put("a", new TestContent(BYTES), Map.of());
      assertFails(
          () -> archive.put("a/b", new TestContent(BYTES), Map.of()), "could not store object a/b");
      assertThat(archive.read("a/b", 0, 1)).isEmpty();
      assertThat(archive.read("a", 0, BYTES.length)).contains(BYTES);
    }
  }

  @Test
  void nothingIsReadAfterTheClose() {
    FileSegmentArchive archive = new FileSegmentArchive(own);
    archive.put(NAME, new TestContent(BYTES), Map.of());
    archive.close();
    assertFails(() -> archive.read(NAME, 0, 1), "the archive is closed");
  }

  private List<Path> uploadsLeft() throws IOException {
    try (Stream<Path> files = Files.list(own.resolve(Uploads.FOLDER))) {
      return files.filter(file -> !file.endsWith("lock")).toList();
    }
  }

  private static List<Listed> listed(SegmentArchive archive) {
    List<Listed> found = new ArrayList<>();
    archive.list("", found::add);
    return found;
  }

  private static void assertFails(Runnable call, String message) {
    assertThatExceptionOfType(ArchiveUnavailableException.class)
        .isThrownBy(call::run)
        .withMessageContaining(message)
        .satisfies(e -> assertOneLine(e.getMessage()));
  }
}
