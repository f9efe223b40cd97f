package durablestreams.adapters.sqlite;

import durablestreams.application.contract.MaintenanceQueueContract;
import durablestreams.application.contract.StorePorts;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteMaintenanceQueueTest extends MaintenanceQueueContract {

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
