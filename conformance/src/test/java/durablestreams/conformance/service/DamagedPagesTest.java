package durablestreams.conformance.service;

import static durablestreams.conformance.service.TestService.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.files.FileSegmentArchive;
import durablestreams.application.DamagedException;
import durablestreams.application.InDoubtException;
import durablestreams.application.UnavailableException;
import durablestreams.application.fault.FaultySegmentArchive;
import durablestreams.application.port.StoreFailedException;
import durablestreams.application.read.ReadOutcome;
import durablestreams.conformance.crash.Seeds;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.stream.StreamPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random pages of the database file that the disk changed: the start says that the file is damaged,
 * or a read gives what was written or an error, and never other bytes or an end before the end.
 */
class DamagedPagesTest {

  private static final int STREAMS = 12;
  private static final int MESSAGES = 40;
  private static final int FEW_MESSAGES = 30;
  private static final int ROUNDS = 60;
  private static final int MANY_ROUNDS = Integer.getInteger("damage.rounds", 2_000);
  private static final String MORE = "more;";

  @TempDir private Path root;
  private Path sound;
  private int started;
  private int whole;

  /** Streams whose beginning is in the archive, and whose end is in the hot log. */
  @BeforeEach
  void fill() throws IOException {
    sound = Files.createDirectory(root.resolve("sound"));
    try (TestService server = TestService.start(sound, archive(sound))) {
      for (int s = 0; s < STREAMS; s++) {
        server.create(name(s), TEXT);
      }
      for (int i = 0; i < MESSAGES; i++) {
        for (int s = 0; s < STREAMS; s++) {
          if (i < messages(s)) {
            server.append(name(s), TEXT, message(s, i));
          }
        }
      }
      TestService.await("uploads", () -> !server.objectsOf(name(0)).isEmpty());
    }
  }

  private static String name(int stream) {
    return "stream" + stream;
  }

  private static int messages(int stream) {
    return stream % 2 == 0 ? MESSAGES : FEW_MESSAGES;
  }

  private static String message(int stream, int i) {
    return "<%d %d %s>".formatted(stream, i, "x".repeat(90));
  }

  private static String content(int stream) {
    StringBuilder content = new StringBuilder();
    for (int i = 0; i < messages(stream); i++) {
      content.append(message(stream, i));
    }
    return content.toString();
  }

  private static FaultySegmentArchive archive(Path folder) {
    return new FaultySegmentArchive(
        new FileSegmentArchive(folder.resolve("archive")), new Random(1));
  }

  @Test
  void noWrongByteIsRead() throws IOException {
    rounds(ROUNDS);
  }

  @Test
  @Tag("long")
  void noWrongByteIsReadInManyRounds() throws IOException {
    rounds(MANY_ROUNDS);
  }

  private void rounds(int count) throws IOException {
    long first = Seeds.next("damaged pages");
    for (long seed = first; seed < first + count; seed++) {
      Path folder = root.resolve("round");
      copy(sound, folder);
      List<String> damage = PageDamage.to(folder.resolve("streams.db"), new Random(seed));
      try {
        round(folder);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("-Dcrash.seed=" + seed + ", " + damage + ": " + e, e);
      }
      delete(folder);
    }
    assertThat(started).as("starts").isGreaterThan(count / 4);
    assertThat(whole).as("streams that were read whole").isGreaterThan(count);
  }

  private void round(Path folder) {
    TestService server;
    try {
      server = TestService.start(folder, archive(folder));
    } catch (StoreFailedException | DamagedException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
      return;
    }
    started++;
    try (server) {
      for (int s = 0; s < STREAMS; s++) {
        String content = content(s);
        whole += check(server, s, content, content) ? 1 : 0;
        switch (append(server, s)) {
          case STORED -> check(server, s, content + MORE, content + MORE);
          case REFUSED -> check(server, s, content, content);
          case UNKNOWN -> check(server, s, content, content + MORE);
        }
      }
    }
  }

  private enum Fate {
    STORED,
    REFUSED,
    UNKNOWN
  }

  private static Fate append(TestService server, int stream) {
    try {
      AppendOutcome outcome = server.tryAppend(name(stream), TEXT, MORE);
      return outcome instanceof AppendOutcome.Accepted ? Fate.STORED : Fate.REFUSED;
    } catch (UnavailableException | DamagedException e) {
      return Fate.REFUSED;
    } catch (InDoubtException e) {
      return Fate.UNKNOWN;
    }
  }

  /**
   * Reads a stream to its end or to an error.
   *
   * @param acknowledged what it holds at least
   * @param most what it may hold
   * @return whether all of it was read
   */
  private static boolean check(TestService server, int stream, String acknowledged, String most) {
    StringBuilder read = new StringBuilder();
    OffsetParameter at = new OffsetParameter.Beginning();
    try {
      while (true) {
        ReadOutcome outcome =
            server.service.read().read(new StreamPath(name(stream)), at, TestService.OFF);
        if (outcome instanceof ReadOutcome.NotFound) {
          return false; // an index by which it would be found is damaged
        }
        assertThat(outcome).as(name(stream)).isInstanceOf(ReadOutcome.Page.class);
        try (ReadOutcome.Page page = (ReadOutcome.Page) outcome) {
          for (MessageBatch batch : page.batches()) {
            read.append(new String(batch.toByteArray(), StandardCharsets.UTF_8));
          }
          assertThat(most).as(name(stream)).startsWith(read);
          if (page.upToDate()) {
            assertThat(read).as(name(stream)).asString().startsWith(acknowledged);
            return true;
          }
          at = new OffsetParameter.At(page.next());
        }
      }
    } catch (UnavailableException | DamagedException e) {
      return false;
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList().reversed()) {
        Files.delete(file);
      }
    }
  }
}
