package durablestreams.application.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import durablestreams.application.port.ArchiveLimits;
import durablestreams.application.port.ArchiveOwner;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.SegmentArchive.Described;
import durablestreams.application.port.SegmentArchive.Listed;
import durablestreams.domain.segment.ObjectWriter;
import durablestreams.domain.segment.SegmentObjectName;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract of every {@link SegmentArchive}. */
public abstract class SegmentArchiveContract {

  private static final String NAME = "stream/ZG9jLTEyMw/17/segment-0000000000000000.seg";
  private static final Map<String, String> NOTHING = Map.of();

  private SegmentArchive archive;

  /** An empty archive; the contract closes it. */
  protected abstract SegmentArchive openEmpty() throws Exception;

  /** Whether the archive under test compares and writes the owner record in one step. */
  protected boolean claimsAreAtomic() {
    return true;
  }

  @BeforeEach
  void open() throws Exception {
    archive = openEmpty();
  }

  @AfterEach
  void close() {
    archive.close();
    archive.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4_096, 1_048_577, 5_000_000})
  void whatIsPutIsRead(int size) {
    byte[] bytes = bytes(size, size);
    TestContent content = new TestContent(bytes);
    archive.put(NAME, content, NOTHING);

    assertThat(archive.read(NAME, 0, size)).hasValueSatisfying(is(bytes));
    assertThat(archive.describe(NAME)).contains(new Described(size, NOTHING));
    assertThat(content.openStreams()).isZero();
  }

  @Test
  void anyRangeIsRead() {
    byte[] bytes = bytes(100_000, 1);
    archive.put(NAME, new TestContent(bytes), NOTHING);

    int[][] ranges = {
      {0, 1},
      {0, 100_000},
      {1, 99_999},
      {99_999, 1},
      {50_000, 7},
      {4_095, 4_098},
      {0, 0},
      {5, 0},
      {100_000, 0}
    };
    for (int[] range : ranges) {
      assertThat(archive.read(NAME, range[0], range[1]))
          .as("%d bytes from %d", range[1], range[0])
          .hasValueSatisfying(is(Arrays.copyOfRange(bytes, range[0], range[0] + range[1])));
    }
  }

  @Test
  void aRangeBeyondTheEndIsAFailureAndNoShortAnswer() {
    archive.put(NAME, new TestContent(bytes(1_000, 1)), NOTHING);

    int[][] ranges = {{0, 1_001}, {999, 2}, {1_000, 1}, {5_000, 10}, {1_001, 0}};
    for (int[] range : ranges) {
      assertThatExceptionOfType(ArchiveUnavailableException.class)
          .as("%d bytes from %d", range[1], range[0])
          .isThrownBy(() -> archive.read(NAME, range[0], range[1]))
          .satisfies(e -> assertOneLine(e.getMessage()));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> archive.read(NAME, -1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> archive.read(NAME, 0, -1));
  }

  @Test
  void whatIsNotThereIsEmpty() {
    archive.put(NAME, new TestContent(bytes(10, 1)), NOTHING);

    for (String name : List.of("stream/other/1/segment-0.seg", "stream/ZG9jLTEyMw/17", "s")) {
      assertThat(archive.read(name, 0, 10)).as(name).isEmpty();
      assertThat(archive.read(name, 0, 0)).as(name).isEmpty();
      assertThat(archive.describe(name)).as(name).isEmpty();
      archive.delete(name);
    }
    assertThat(names("")).containsExactly(NAME);
  }

  @Test
  void aPutReplacesTheObjectAndItsDescription() {
    archive.put(NAME, new TestContent(bytes(1_000, 1)), Map.of("a", "1", "b", "2"));
    assertThat(archive.read(NAME, 0, 1_000)).isPresent();
    archive.put(NAME, new TestContent(bytes(500, 2)), Map.of("c", "3"));

    assertThat(archive.read(NAME, 0, 500)).hasValueSatisfying(is(bytes(500, 2)));
    assertThat(archive.describe(NAME)).contains(new Described(500, Map.of("c", "3")));
    assertThatExceptionOfType(ArchiveUnavailableException.class)
        .isThrownBy(() -> archive.read(NAME, 0, 1_000));
    assertThat(names("")).containsExactly(NAME);
  }

  @Test
  void severalAreDeletedTogether() {
    List<String> garbage = List.of("a/1/x", "a/1/y", "a/2/x", "a/2/never", "b/never");
    List<String> others = List.of("a/1/z", "b/x");
    for (String name : List.of("a/1/x", "a/1/y", "a/2/x", "a/1/z", "b/x")) {
      archive.put(name, new TestContent(bytes(10, 1)), NOTHING);
    }
    archive.deleteAll(garbage);
    archive.deleteAll(List.of());

    assertThat(names("")).containsExactlyInAnyOrderElementsOf(others);
    garbage.forEach(name -> assertThat(archive.read(name, 0, 1)).as(name).isEmpty());
  }

  @Test
  void anObjectThatWasDeletedIsGoneAndCanComeBack() {
    archive.put(NAME, new TestContent(bytes(1_000, 1)), Map.of("a", "1"));
    assertThat(archive.read(NAME, 0, 1_000)).isPresent();
    archive.delete(NAME);
    archive.delete(NAME);

    assertThat(archive.read(NAME, 0, 1)).isEmpty();
    assertThat(archive.describe(NAME)).isEmpty();
    assertThat(names("")).isEmpty();

    archive.put(NAME, new TestContent(bytes(10, 2)), NOTHING);
    assertThat(archive.read(NAME, 0, 10)).hasValueSatisfying(is(bytes(10, 2)));
  }

  @Test
  void descriptionsKeepAnyText() {
    Map<String, String> description =
        Map.of(
            "path", "документ/文書/😀/é\u0301",
            "plain", "application/json; charset=utf-8",
            "empty", "",
            "spaces", "  before, between  and after ",
            "control", "tab\t newline\n return\r nul\u0000 del\u007f",
            "marks", "\"quoted\" 'single' back\\slash %41 %zz =?UTF-8?B?eA==?= a+b & <c>",
            "long-name-1-2-3", "x".repeat(300));
    archive.put(NAME, new TestContent(bytes(10, 1)), description);

    assertThat(archive.describe(NAME)).contains(new Described(10, description));
  }

  @Test
  void theLargestDescriptionFits() {
    for (String character : List.of("x", "é", "語", "\u0001", "%", " ", "=")) {
      Map<String, String> description = new HashMap<>();
      boolean plain = ArchiveLimits.isPlain(character);
      int perValue = (plain ? 198 : 148) / character.getBytes(UTF_8).length;
      for (int i = 0; i < 10; i++) {
        description.put("name" + i, character.repeat(perValue));
      }
      archive.put(NAME, new TestContent(bytes(10, 1)), description);
      assertThat(archive.describe(NAME)).contains(new Described(10, description));
    }
    Map<String, String> longId = Map.of("path", "語".repeat(341), "type", "x".repeat(650));
    archive.put(NAME, new TestContent(bytes(10, 1)), longId);
    assertThat(archive.describe(NAME)).contains(new Described(10, longId));
  }

  @Test
  void whatNoArchiveNeedsToKeepIsRefused() {
    byte[] bytes = bytes(1, 1);
    for (Map<String, String> description :
        List.of(
            Map.of("Upper", "x"),
            Map.of("", "x"),
            Map.of("a b", "x"),
            Map.of("é", "x"),
            Map.of("a", "x".repeat(2_040)),
            Map.of("a", "\ud800"))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> archive.put(NAME, new TestContent(bytes), description));
    }
    assertThat(names("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "/", "/etc/passwd", "..", "../x", "a/../../x", "a/..", "a/./b", "a//b", "a/", ".hidden",
        "a/.b", "a\\b", "a\u0000b", "a b", "é", "C:x", "a:b", "a*", "a\nb", "a?b", "a%2e"
      })
  void namesThatCouldLeadElsewhereAreRefused(String name) {
    TestContent content = new TestContent(bytes(1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> archive.put(name, content, NOTHING));
    assertThatIllegalArgumentException().isThrownBy(() -> archive.read(name, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> archive.describe(name));
    assertThatIllegalArgumentException().isThrownBy(() -> archive.delete(name));
  }

  @Test
  void theNamesOfSegmentsFit() {
    List<String> all = new ArrayList<>();
    for (String path : List.of("a", "tenant/doc é", "/", "..", "語".repeat(341))) {
      all.add(
          SegmentObjectName.of(new StreamPath(path), new StreamKey(1), 0, 0, ObjectWriter.SOLE));
      all.add(
          SegmentObjectName.of(
              new StreamPath(path),
              new StreamKey(Long.MAX_VALUE),
              0,
              Long.MAX_VALUE,
              ObjectWriter.SOLE));
    }
    for (String name : all) {
      archive.put(name, new TestContent(name.getBytes(UTF_8)), NOTHING);
    }
    for (String name : all) {
      assertThat(archive.read(name, 0, name.length())).hasValueSatisfying(is(name.getBytes(UTF_8)));
    }
    assertThat(names(SegmentObjectName.ROOT)).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void listsByAnyBeginningOfAName() {
    List<String> all = new ArrayList<>();
    for (String folder : List.of("stream/a/1/", "stream/a/11/", "stream/ab/2/", "other/")) {
      for (int i = 0; i < 8; i++) {
        String name = folder + "segment-" + i + ".seg";
        archive.put(name, new TestContent(bytes(i, i)), Map.of("n", "" + i));
        all.add(name);
      }
    }
    for (String prefix :
        List.of(
            "",
            "s",
            "stream",
            "stream/",
            "stream/a",
            "stream/a/",
            "stream/a/1",
            "stream/a/1/",
            "stream/a/11/segment-7.seg",
            "stream/a/11/segment-7.seg/",
            "stream/b",
            "x/y/z")) {
      assertThat(names(prefix))
          .as(prefix)
          .containsExactlyInAnyOrderElementsOf(
              all.stream().filter(name -> name.startsWith(prefix)).toList());
    }
    assertThat(listed("stream/ab/2/segment-5"))
        .containsExactly(new Listed("stream/ab/2/segment-5.seg", 5));
    for (String prefix : List.of("../", "/", "a/../", "a//")) {
      assertThatIllegalArgumentException().isThrownBy(() -> names(prefix));
    }
  }

  @Test
  void contentThatFailsLeavesWhatWasThere() {
    byte[] bytes = bytes(200_000, 1);
    for (TestContent failing :
        List.of(
            new TestContent(bytes).failingAt(0),
            new TestContent(bytes).failingAt(150_000),
            new TestContent(bytes).claiming(200_001),
            new TestContent(bytes).claiming(199_999))) {
      assertThatExceptionOfType(ArchiveUnavailableException.class)
          .isThrownBy(() -> archive.put(NAME, failing, Map.of("new", "yes")))
          .satisfies(e -> assertOneLine(e.getMessage()));
      assertThat(archive.describe(NAME)).isEmpty();
      assertThat(failing.openStreams()).isZero();
    }
    archive.put(NAME, new TestContent(bytes(1_000, 2)), Map.of("old", "yes"));
    assertThatExceptionOfType(ArchiveUnavailableException.class)
        .isThrownBy(
            () -> archive.put(NAME, new TestContent(bytes).failingAt(150_000), Map.of("new", "")));

    assertThat(archive.read(NAME, 0, 1_000)).hasValueSatisfying(is(bytes(1_000, 2)));
    assertThat(archive.describe(NAME)).contains(new Described(1_000, Map.of("old", "yes")));
    assertThat(names("")).containsExactly(NAME);
  }

  @Test
  void readersSeeTheOldObjectOrTheNewOne() throws Exception {
    int size = 300_000;
    AtomicBoolean done = new AtomicBoolean();
    archive.put(NAME, new TestContent(filled(size, 0)), Map.of("fill", "0"));
    Callable<Integer> reader =
        () -> {
          int reads = 0;
          while (!done.get() || reads == 0) {
            byte[] whole = archive.read(NAME, 0, size).orElseThrow();
            assertThat(whole).isEqualTo(filled(size, whole[0]));
            Described described = archive.describe(NAME).orElseThrow();
            assertThat(described.size()).isEqualTo(size);
            reads++;
          }
          return reads;
        };
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> readers = List.of(threads.submit(reader), threads.submit(reader));
      try {
        for (int i = 1; i <= 12; i++) {
          archive.put(NAME, new TestContent(filled(size, i)), Map.of("fill", "" + i));
          byte[] own = archive.read(NAME, size - 1, 1).orElseThrow();
          assertThat(own[0]).isEqualTo((byte) i);
          assertThat(archive.describe(NAME).orElseThrow().description())
              .containsEntry("fill", "" + i);
        }
      } finally {
        done.set(true);
      }
      for (Future<Integer> each : readers) {
        assertThat(each.get()).isPositive();
      }
    }
  }

  @Test
  @Tag("slow")
  void manyThreadsWriteReadAndDelete() throws Exception {
    long seed = new Random().nextLong();
    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int t = 0; t < 8; t++) {
        int own = t;
        all.add(threads.submit(() -> writeReadAndDelete(own, new Random(seed + own))));
      }
      for (Future<?> each : all) {
        assertThat(each).as("seed %d", seed).succeedsWithin(Duration.ofMinutes(1));
      }
    }
    assertThat(names("")).isEmpty();
  }

  private void writeReadAndDelete(int own, Random random) {
    for (int i = 0; i < 12; i++) {
      // Two threads share each folder, so that one makes it while the other takes it away.
      String name = "stream/" + own / 2 + "/" + i / 4 + "/segment-" + own + ".seg";
      int size = random.nextInt(1, 20_000);
      archive.put(name, new TestContent(bytes(size, own)), Map.of("own", "" + own));
      int from = random.nextInt(size);
      assertThat(archive.read(name, from, size - from))
          .hasValueSatisfying(is(Arrays.copyOfRange(bytes(size, own), from, size)));
      assertThat(archive.describe(name)).contains(new Described(size, Map.of("own", "" + own)));
      archive.delete(name);
      assertThat(archive.read(name, 0, 1)).isEmpty();
    }
  }

  @Test
  void anArchiveHasOneOwnerThatOthersReplaceInOneStep() throws Exception {
    ArchiveOwner first = new ArchiveOwner("a".repeat(32), 1, "1".repeat(32));
    ArchiveOwner second = new ArchiveOwner("b".repeat(32), 2, "2".repeat(32));
    assertThat(archive.owner()).isEmpty();
    assertThat(archive.claim(Optional.of(second), first)).isFalse();
    assertThat(archive.owner()).isEmpty();

    assertThat(archive.claim(Optional.empty(), first)).isTrue();
    assertThat(archive.owner()).contains(first);
    assertThat(archive.claim(Optional.empty(), second)).isFalse();
    assertThat(archive.owner()).contains(first);
    assertThat(archive.claim(Optional.of(first), second)).isTrue();
    assertThat(archive.owner()).contains(second);
    assertThat(names("")).as("the record is no object").isEmpty();
  }

  @Test
  void ofSeveralThatClaimAtTheSameTimeOneSucceeds() throws Exception {
    int atOnce = claimsAreAtomic() ? 4 : 1;
    for (int round = 0; round < 5; round++) {
      Optional<ArchiveOwner> expected = archive.owner();
      List<Callable<Boolean>> claims = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        ArchiveOwner next = new ArchiveOwner("c".repeat(32), round + 1, (i + "0").repeat(16));
        claims.add(() -> archive.claim(expected, next));
      }
      int won = 0;
      try (ExecutorService threads = Executors.newFixedThreadPool(atOnce)) {
        for (Future<Boolean> claim : threads.invokeAll(claims)) {
          won += claim.get() ? 1 : 0;
        }
      }
      assertThat(won).isEqualTo(1);
    }
  }

  private List<Listed> listed(String prefix) {
    List<Listed> found = new ArrayList<>();
    archive.list(prefix, found::add);
    return found;
  }

  private List<String> names(String prefix) {
    return listed(prefix).stream().map(Listed::name).toList();
  }

  /** What is told about a failure: one line for a log. */
  public static void assertOneLine(String message) {
    assertThat(message).isNotBlank().doesNotContain("\n").hasSizeLessThan(400);
  }

  private static Consumer<byte[]> is(byte[] expected) {
    return actual -> assertThat(Arrays.equals(actual, expected)).as("same bytes").isTrue();
  }

  private static byte[] filled(int size, int with) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) with);
    return bytes;
  }

  private static byte[] bytes(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
