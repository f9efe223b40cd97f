package durablestreams.adapters.sqlite;

import durablestreams.application.contract.HotLogHousekeepingContract;
import durablestreams.application.contract.StorePorts;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteHousekeepingTest extends HotLogHousekeepingContract {

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
