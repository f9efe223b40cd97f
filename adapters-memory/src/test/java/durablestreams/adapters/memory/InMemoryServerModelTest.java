package durablestreams.adapters.memory;

import durablestreams.application.contract.StorePorts;
import durablestreams.application.model.ServerModelContract;
import durablestreams.application.port.SegmentArchive;

class InMemoryServerModelTest extends ServerModelContract {

  @Override
  protected StorePorts open() {
    return InMemoryPorts.open();
  }

  @Override
  protected StorePorts reopen(StorePorts ports) {
    return ports;
  }

  @Override
  protected SegmentArchive openArchive() {
    return new InMemorySegmentArchive();
  }
}
