package durablestreams.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.contract.StreamFixtures;
import durablestreams.application.port.StoredStream;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The committing thread and the census, while readers have all the connections of the pool. */
@Timeout(60)
class OwnConnectionsTest {

  private static final int CONNECTIONS = 2;

  @TempDir private Path folder;

  @Test
  void readersHoldUpNeitherTheCommittingThreadNorTheCensus() throws Exception {
    StreamFixtures streams = new StreamFixtures();
    CountDownLatch reading = new CountDownLatch(CONNECTIONS);
    CountDownLatch end = new CountDownLatch(1);
    try (ExecutorService readers = Executors.newFixedThreadPool(CONNECTIONS);
        SqliteDatabase database =
            SqliteDatabase.open(
                new SqliteSettings(folder, CONNECTIONS),
                Runnable::run,
                Runnable::run,
                task -> {},
                InstantSource.system())) {
      SqliteStreamStore store = new SqliteStreamStore(database);
      StreamKey key = streams.create("a");
      streams.append(key, "hello");
      store.commit(streams.take());
      List<Future<Boolean>> reads = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        reads.add(
            readers.submit(() ->
                database.read((connection, index) -> {
                  reading.countDown();
                  return held(end);
                })));
      }
      reading.await();
      assertThat(store.loadForCommit(new StreamPath("a")).map(StoredStream::state))
          .hasValue(streams.state(key));
      assertThat(store.loadForCommit(new StreamPath("b"))).isEmpty();
      assertThat(new SqliteStreamDirectory(database).census().streams()).isEqualTo(1);
      streams.append(key, " world");
      store.commit(streams.take());
      assertThat(store.loadForCommit(key).map(StoredStream::state)).hasValue(streams.state(key));
      end.countDown();
      for (Future<Boolean> read : reads) {
        assertThat(read.get()).isTrue();
      }
    }
  }

  private static boolean held(CountDownLatch end) throws SQLException {
    try {
      end.await();
      return true;
    } catch (InterruptedException e) {
      throw new SQLException(e);
    }
  }
}
