package durablestreams.adapters.sqlite;

import durablestreams.application.contract.ModelCheck;
import durablestreams.application.contract.StorePorts;
import durablestreams.application.contract.StreamFixtures;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of a store in a folder, to which they append, and whose file they look into. */
abstract class StreamsInFolder {

  @TempDir Path folder;

  final StreamFixtures streams = new StreamFixtures();
  StorePorts ports;

  @BeforeEach
  void open() {
    ports = SqlitePorts.open(folder);
  }

  @AfterEach
  void close() {
    ports.store().close();
  }

  void commit() {
    ports.store().commit(streams.take());
  }

  /** Looks at everything, as it is and after a restart. */
  void check() {
    ModelCheck.check(ports, streams.model());
    ports = SqlitePorts.reopen(ports, folder);
    ModelCheck.check(ports, streams.model());
  }
}
