package durablestreams.conformance.service;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.create.CreateCommand;
import durablestreams.application.read.ReadOutcome;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store that goes on from an earlier state, because its latest commits were lost or a backup was
 * put back: an offset that was given before names the same place or none, and an entity tag the
 * same bytes.
 */
class EarlierStateTest {

  private static final int GENERATIONS = 3;
  private static final int STEPS = 80;

  @TempDir private Path root;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final List<String> paths = new ArrayList<>();

  /** For each offset of each stream, everything that was before it when it was given. */
  private final Map<Given, String> given = new HashMap<>();

  /** What each entity tag was given for. */
  private final Map<String, String> tagged = new HashMap<>();

  private int copies;
  private int messages;

  private record Given(String path, StreamKey key, Offset offset) {}

  @Test
  void noOffsetAndNoTagNamesOtherData() throws IOException {
    System.out.println("EarlierStateTest: seed " + seed);
    var archive = TestService.newArchive();
    Path folder = Files.createDirectory(root.resolve("first"));
    for (int generation = 0; generation < GENERATIONS; generation++) {
      Path backup;
      try (TestService running = TestService.startWithGrace(folder, archive)) {
        check(running);
        write(running);
        backup = copy(folder);
        write(running);
        check(running);
      }
      folder = backup;
    }
    try (TestService last = TestService.startWithGrace(folder, archive)) {
      check(last);
    }
    assertThat(given).hasSizeGreaterThan(GENERATIONS * STEPS / 2);
  }

  private void write(TestService service) {
    for (int i = 0; i < STEPS; i++) {
      int choice = random.nextInt(20);
      if (paths.size() < 3 || choice == 0) {
        create(service, CreateCommand.NO_FORK);
      } else if (choice == 1) {
        create(service, new CreateCommand.ForkOf(new StreamPath(anyPath()), null, 0));
      } else {
        append(service, anyPath());
      }
    }
  }

  private String anyPath() {
    return paths.get(random.nextInt(paths.size()));
  }

  private void create(TestService service, CreateCommand.ForkRequest fork) {
    String path = "stream" + random.nextInt(12);
    service
        .service
        .create()
        .create(
            new CreateCommand(
                new StreamPath(path), TestService.TEXT, null, new byte[0], false, fork),
            TestService.OFF);
    if (!paths.contains(path)) {
      paths.add(path);
    }
  }

  private void append(TestService service, String path) {
    String body = "<" + path + " " + messages++ + "x".repeat(random.nextInt(200)) + ">";
    if (service.tryAppend(path, TestService.TEXT, body) instanceof AppendOutcome.Accepted accepted
        && random.nextBoolean()) {
      String all = service.readAll(path);
      assertThat(all.endsWith(body)).isTrue();
      StreamKey key = service.store.load(new StreamPath(path)).orElseThrow().state().key();
      given.put(new Given(path, key, accepted.tail()), all);
    }
  }

  /** Reads from every offset that was ever given. */
  private void check(TestService service) {
    Map<String, String> whole = new HashMap<>();
    for (Map.Entry<Given, String> entry : Map.copyOf(given).entrySet()) {
      Given place = entry.getKey();
      ReadOutcome outcome = read(service, place.path(), new OffsetParameter.At(place.offset()));
      if (outcome instanceof ReadOutcome.Page page && !page.key().equals(place.key())) {
        // A stream that was created anew under the name of one that was lost.
        page.close();
      } else if (outcome instanceof ReadOutcome.Page page) {
        String all = whole.computeIfAbsent(place.path(), path -> readPages(service, path));
        boolean same =
            all.startsWith(entry.getValue())
                && all.startsWith(remember(page), entry.getValue().length());
        assertThat(same).as("seed %d, %s", seed, place).isTrue();
      } else {
        assertThat(outcome)
            .isInstanceOfAny(ReadOutcome.BadOffset.class, ReadOutcome.NotFound.class);
      }
    }
  }

  private static ReadOutcome read(TestService service, String path, OffsetParameter from) {
    return service.service.read().read(new StreamPath(path), from, TestService.OFF);
  }

  private String readPages(TestService service, String path) {
    StringBuilder all = new StringBuilder();
    OffsetParameter at = new OffsetParameter.Beginning();
    while (true) {
      ReadOutcome.Page page = (ReadOutcome.Page) read(service, path, at);
      all.append(remember(page));
      if (page.upToDate()) {
        return all.toString();
      }
      given.putIfAbsent(new Given(path, page.key(), page.next()), all.toString());
      at = new OffsetParameter.At(page.next());
    }
  }

  private String remember(ReadOutcome.Page page) {
    StringBuilder body = new StringBuilder();
    for (MessageBatch batch : page.batches()) {
      body.append(new String(batch.toByteArray(), StandardCharsets.UTF_8));
    }
    page.close();
    String tag =
        "%s:%s:%s:%s:%s"
            .formatted(page.key(), page.from(), page.next(), page.upToDate(), page.closed());
    String before = tagged.putIfAbsent(tag, body.toString());
    assertThat(before == null || before.contentEquals(body)).as("seed %d, %s", seed, tag).isTrue();
    return body.toString();
  }

  /** The folder as a crash leaves it, at times without the end of the write-ahead log. */
  private Path copy(Path folder) throws IOException {
    Path to = Files.createDirectory(root.resolve("copy" + copies++));
    for (String name : List.of("streams.db", "streams.db-wal", "streams.mark")) {
      Files.copy(folder.resolve(name), to.resolve(name));
    }
    if (random.nextBoolean()) {
      try (var log = new RandomAccessFile(to.resolve("streams.db-wal").toFile(), "rw")) {
        log.setLength(log.length() - random.nextLong(log.length() / 2));
      }
    }
    return to;
  }
}
