package durablestreams.application.port;

import java.util.List;

/** Port for the claims of a store on an archive, stored as durably as its streams. */
public interface ArchiveClaims {

  /** The id of the store: 32 hexadecimal digits, given when it was created, kept by every copy. */
  String storeId();

  /** The owner records that this store wrote, or may have written before a crash. */
  List<ArchiveOwner> records();

  /**
   * Whether the store is a copy of the one that last {@linkplain #remember remembered}: restored
   * from a backup, or copied to another place. False where that cannot be told.
   */
  boolean copied();

  /**
   * Makes these the records of the store, before any of them is written to the archive. From then
   * on this copy of the store is the one that remembered.
   */
  void remember(List<ArchiveOwner> records);
}
