package durablestreams.adapters.memory;

import durablestreams.application.contract.SegmentArchiveContract;
import durablestreams.application.port.SegmentArchive;

class InMemorySegmentArchiveTest extends SegmentArchiveContract {

  @Override
  protected SegmentArchive openEmpty() {
    return new InMemorySegmentArchive();
  }
}
