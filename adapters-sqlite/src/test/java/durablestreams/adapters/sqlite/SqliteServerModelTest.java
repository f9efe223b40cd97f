package durablestreams.adapters.sqlite;

import durablestreams.adapters.memory.InMemorySegmentArchive;
import durablestreams.application.contract.StorePorts;
import durablestreams.application.model.ServerModelContract;
import durablestreams.application.port.SegmentArchive;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class SqliteServerModelTest extends ServerModelContract {

  @TempDir private Path folder;

  @Override
  protected StorePorts open() {
    return SqlitePorts.open(folder);
  }

  @Override
  protected StorePorts reopen(StorePorts ports) {
    return SqlitePorts.reopen(ports, folder);
  }

  @Override
  protected SegmentArchive openArchive() {
    return new InMemorySegmentArchive();
  }
}
