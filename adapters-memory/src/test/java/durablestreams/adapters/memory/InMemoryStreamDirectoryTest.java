package durablestreams.adapters.memory;

import durablestreams.application.contract.StorePorts;
import durablestreams.application.contract.StreamDirectoryContract;

class InMemoryStreamDirectoryTest extends StreamDirectoryContract {

  @Override
  protected StorePorts open() {
    return InMemoryPorts.open();
  }

  @Override
  protected StorePorts reopen(StorePorts ports) {
    return ports;
  }
}
