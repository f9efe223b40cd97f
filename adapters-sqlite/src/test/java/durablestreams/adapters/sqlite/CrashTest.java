package durablestreams.adapters.sqlite;

import durablestreams.application.contract.ModelCheck;
import durablestreams.application.contract.RandomHistory;
import durablestreams.application.contract.StorePorts;
import durablestreams.application.contract.StreamFixtures;
import durablestreams.application.contract.StreamModel;
import durablestreams.domain.change.StreamChange;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is there after the process was killed. A crash leaves the file and the write-ahead log as
 * they are, the last frames of the log torn perhaps; so copies of them stand in for it.
 */
class CrashTest {

  @TempDir private Path folder;

  private int copies;

  /** The files as a crash would leave them, with a log of {@code logBytes}. */
  private Path copy(Path from, long logBytes) throws IOException {
    Path to = Files.createDirectory(folder.resolve("copy" + copies++));
    Files.copy(from.resolve("streams.db"), to.resolve("streams.db"));
    Files.copy(from.resolve("streams.db-wal"), to.resolve("streams.db-wal"));
    try (var log = FileChannel.open(to.resolve("streams.db-wal"), StandardOpenOption.WRITE)) {
      log.truncate(logBytes);
    }
    return to;
  }

  private static long logBytes(Path folder) throws IOException {
    return Files.size(folder.resolve("streams.db-wal"));
  }

  private static StreamModel modelOf(List<List<StreamChange>> commits) {
    StreamModel model = new StreamModel();
    commits.forEach(commit -> commit.forEach(model::apply));
    return model;
  }

  private static void checkAndClose(Path folder, StreamModel model) {
    StorePorts ports = SqlitePorts.open(folder);
    try {
      ModelCheck.check(ports, model);
    } finally {
      ports.store().close();
    }
  }

  @Test
  void everyCommitIsThereWholeOrNotAtAllWhereverTheLogEnds() throws IOException {
    long seed = new Random().nextLong();
    System.out.println("CrashTest: seed " + seed);
    Random random = new Random(seed);
    StreamFixtures streams = new StreamFixtures();
    RandomHistory history = new RandomHistory(streams, random);
    Path origin = Files.createDirectory(folder.resolve("origin"));
    StorePorts ports = SqlitePorts.open(origin);
    List<List<StreamChange>> commits = new ArrayList<>();
    List<Long> ends = new ArrayList<>();
    while (commits.size() < 150) {
      history.step();
      List<StreamChange> changes = random.nextInt(3) == 0 ? streams.take() : List.of();
      if (!changes.isEmpty()) {
        ports.store().commit(changes);
        commits.add(changes);
        ends.add(logBytes(origin));
        if (random.nextInt(10) == 0) {
          ports.reclaim(1 + random.nextInt(50));
        }
      }
    }
    for (int i = 0; i < 25; i++) {
      long cut = i == 0 ? ends.getLast() : random.nextLong(ends.getLast());
      int whole = (int) ends.stream().filter(end -> end <= cut).count();
      checkAndClose(copy(origin, cut), modelOf(commits.subList(0, whole)));
    }
    ports.store().close();
  }

  @Test
  void aLifeOfCrashesAddsUp() throws IOException {
    long seed = new Random().nextLong();
    System.out.println("CrashTest: seed of the life " + seed);
    Random random = new Random(seed);
    StreamFixtures streams = new StreamFixtures();
    RandomHistory history = new RandomHistory(streams, random);
    Path home = Files.createDirectory(folder.resolve("home"));
    StorePorts ports = SqlitePorts.open(home);
    for (int commit = 1; commit <= 600; commit++) {
      for (int i = random.nextInt(4); i >= 0; i--) {
        history.step();
      }
      ports.store().commit(streams.take());
      if (random.nextInt(4) == 0) {
        ports.reclaim(1 + random.nextInt(50));
      }
      if (commit % 50 == 0) {
        Path next = copy(home, logBytes(home));
        ports.store().close();
        home = next;
        ports = SqlitePorts.open(home);
        ModelCheck.check(ports, streams.model());
      }
    }
    ports.store().close();
  }

  @Test
  void numbersGoOnAfterTheLogWasEmptied() throws IOException {
    StreamFixtures streams = new StreamFixtures();
    Path home = Files.createDirectory(folder.resolve("home"));
    StorePorts ports = SqlitePorts.open(home);
    var key = streams.create("a");
    for (int i = 0; i < 20; i++) {
      streams.append(key, "before " + i);
    }
    streams.offload(List.of(streams.seal(key)));
    ports.store().commit(streams.take());
    while (ports.reclaim(1_000)) {}
    Path next = copy(home, logBytes(home));
    ports.store().close();

    ports = SqlitePorts.open(next);
    streams.append(key, "after");
    ports.store().commit(streams.take());
    ModelCheck.check(ports, streams.model());
    ports = SqlitePorts.reopen(ports, next);
    ModelCheck.check(ports, streams.model());
    ports.store().close();
  }
}
