package durablestreams.adapters.memory;

import durablestreams.application.port.ArchiveClaims;
import durablestreams.application.port.ArchiveOwner;
import java.util.List;

/** The archive claims of a store on the heap, which is a new store after every start. */
public final class HeapArchiveClaims implements ArchiveClaims {

  private final String storeId;
  private volatile List<ArchiveOwner> records = List.of();

  /**
   * @param storeId 32 random hexadecimal digits
   */
  public HeapArchiveClaims(String storeId) {
    this.storeId = storeId;
  }

  @Override
  public String storeId() {
    return storeId;
  }

  @Override
  public List<ArchiveOwner> records() {
    return records;
  }

  @Override
  public boolean copied() {
    return false;
  }

  @Override
  public void remember(List<ArchiveOwner> mine) {
    records = List.copyOf(mine);
  }
}
