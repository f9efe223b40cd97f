package durablestreams.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.contract.StorePorts;
import durablestreams.application.contract.StreamFixtures;
import durablestreams.application.port.HotRead;
import durablestreams.application.port.StoredStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VirtualReadersTest {

  @TempDir private Path folder;

  @Test
  void virtualThreadsReadThroughThePlatformThreadsTheyAreGiven() throws Exception {
    StreamFixtures streams = new StreamFixtures();
    Set<String> threads = ConcurrentHashMap.newKeySet();
    try (var pool = Executors.newFixedThreadPool(3);
        var virtual = Executors.newVirtualThreadPerTaskExecutor()) {
      StorePorts ports =
          SqlitePorts.open(
              folder,
              task ->
                  pool.execute(() -> {
                    threads.add(Thread.currentThread().getName());
                    task.run();
                  }));
      var key = streams.create("a");
      streams.append(key, "hello");
      ports.store().commit(streams.take());
      List<Future<Boolean>> reads = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        reads.add(
            virtual.submit(() ->
                ports.store().load(key).map(StoredStream::state).isPresent()
                    && ports.store().readHot(key, 0, 5, 10) instanceof HotRead.Found
                    && ports.directory().census().streams() == 1));
      }
      for (Future<Boolean> read : reads) {
        assertThat(read.get()).isTrue();
      }
      ports.store().close();
    }
    assertThat(threads).isNotEmpty().hasSizeLessThanOrEqualTo(3);
  }
}
