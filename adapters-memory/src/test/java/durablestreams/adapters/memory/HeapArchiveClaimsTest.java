package durablestreams.adapters.memory;

import durablestreams.application.contract.ArchiveClaimsContract;
import durablestreams.application.port.ArchiveClaims;

class HeapArchiveClaimsTest extends ArchiveClaimsContract {

  @Override
  protected ArchiveClaims claims() {
    return new HeapArchiveClaims(ID);
  }
}
