package durablestreams.adapters.sqlite;

import durablestreams.application.contract.StorePorts;
import durablestreams.application.contract.StreamStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteStreamStoreTest extends StreamStoreContract {

  @TempDir private Path folder;

  @Override
  protected StorePorts open() {
    return SqlitePorts.open(folder);
  }

  @Override
  protected StorePorts reopen(StorePorts ports) {
    return SqlitePorts.reopen(ports, folder);
  }
}
