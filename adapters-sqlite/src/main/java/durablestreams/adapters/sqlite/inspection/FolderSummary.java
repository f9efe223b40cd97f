package durablestreams.adapters.sqlite.inspection;

import java.util.Optional;

/**
 * Summary of a data folder.
 *
 * @param layout version of the tables
 * @param fileBytes size of the database and its write-ahead log
 * @param rows rows of the hot log
 * @param segmentFloor the number below which no segment is appended to
 * @param storeId under which its archive knows it
 * @param mark how much was acknowledged, and whether the last server stopped cleanly
 */
public record FolderSummary(
    long layout,
    long fileBytes,
    long streams,
    long rows,
    long hotBytes,
    long pendingSegments,
    long pendingBytes,
    long objects,
    long objectBytes,
    long garbageObjects,
    long segmentFloor,
    Optional<String> storeId,
    Optional<Mark> mark) {

  /**
   * The latest mark.
   *
   * @param reached rows of the hot log and other changes that were acknowledged
   * @param clean whether the server stopped cleanly after it
   */
  public record Mark(long reached, long segmentFloor, boolean clean) {}
}
