package durablestreams.adapters.memory;

import durablestreams.application.contract.MaintenanceQueueContract;
import durablestreams.application.contract.StorePorts;

class InMemoryMaintenanceQueueTest extends MaintenanceQueueContract {

  @Override
  protected StorePorts open() {
    return InMemoryPorts.open();
  }

  @Override
  protected StorePorts reopen(StorePorts ports) {
    return ports;
  }
}
