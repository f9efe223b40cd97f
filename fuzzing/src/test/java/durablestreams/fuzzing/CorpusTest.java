package durablestreams.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import durablestreams.adapters.auth.policy.PatternTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The inputs in {@code fuzzing/corpus}, and random changes of them. What a fuzzer finds is added to
 * the folder of its target.
 */
class CorpusTest {

  private static final Path CORPUS = Path.of(System.getProperty("basedir", "."), "corpus");
  private static final int CHANGES = 2_000;

  private static Map<String, Consumer<byte[]>> targets() {
    Map<String, Consumer<byte[]>> targets = new TreeMap<>();
    targets.put("fields", FieldsTarget::fuzzerTestOneInput);
    targets.put("frames", FramesTarget::fuzzerTestOneInput);
    targets.put("frame-watch", FrameWatchTarget::fuzzerTestOneInput);
    targets.put("head", HeadTarget::fuzzerTestOneInput);
    targets.put("json", JsonTarget::fuzzerTestOneInput);
    targets.put("offset", OffsetTarget::fuzzerTestOneInput);
    targets.put("path", PathTarget::fuzzerTestOneInput);
    targets.put("pattern", PatternTarget::fuzzerTestOneInput);
    targets.put("request", RequestTarget::fuzzerTestOneInput);
    targets.put("rows", RowsTarget::fuzzerTestOneInput);
    return targets;
  }

  @Test
  void everyTargetHasACorpus() throws IOException {
    try (Stream<Path> folders = Files.list(CORPUS)) {
      assertThat(folders.map(folder -> folder.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(targets().keySet());
    }
  }

  @TestFactory
  List<DynamicTest> holdsForTheCorpusAndForChangesOfIt() {
    List<DynamicTest> tests = new ArrayList<>();
    targets().forEach((name, target) -> tests.add(dynamicTest(name, () -> run(name, target))));
    return tests;
  }

  private static void run(String name, Consumer<byte[]> target) throws IOException {
    List<byte[]> corpus = new ArrayList<>();
    try (Stream<Path> files = Files.list(CORPUS.resolve(name))) {
      for (Path file : files.sorted().toList()) {
        corpus.add(Files.readAllBytes(file));
        accept(target, corpus.getLast(), file.getFileName().toString());
      }
    }
    assertThat(corpus).as("inputs of " + name).isNotEmpty();
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    int changes = name.equals("request") ? CHANGES / 10 : CHANGES;
    for (int i = 0; i < changes; i++) {
      accept(target, changed(corpus, random), "seed " + seed);
    }
  }

  private static void accept(Consumer<byte[]> target, byte[] input, String source) {
    try {
      target.accept(input);
    } catch (RuntimeException | Error e) {
      throw new AssertionError(source + ": " + HexFormat.of().formatHex(input), e);
    }
  }

  /** Some bytes of an input changed, removed or followed by those of another. */
  private static byte[] changed(List<byte[]> corpus, Random random) {
    byte[] one = corpus.get(random.nextInt(corpus.size())).clone();
    for (int i = random.nextInt(4); i >= 0 && one.length > 0; i--) {
      one[random.nextInt(one.length)] = (byte) random.nextInt(256);
    }
    byte[] other = corpus.get(random.nextInt(corpus.size()));
    int keep = random.nextBoolean() ? one.length : random.nextInt(one.length + 1);
    int from = random.nextBoolean() ? other.length : random.nextInt(other.length + 1);
    byte[] changed = new byte[keep + other.length - from];
    System.arraycopy(one, 0, changed, 0, keep);
    System.arraycopy(other, from, changed, keep, other.length - from);
    return changed;
  }
}
