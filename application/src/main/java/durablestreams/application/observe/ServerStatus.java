package durablestreams.application.observe;

import durablestreams.application.memory.ShareUse;
import java.util.List;

/**
 * Status of the server for operators.
 *
 * @param streams streams that exist, soft-deleted ones included
 * @param forks those of them that share the beginning of another
 * @param producers producers of the streams that are in memory
 * @param hotRows rows of the hot log
 * @param hotBytes payload bytes in the hot log
 * @param storeBytes size of the hot store on disk
 * @param pendingSegments sealed segments that are pending upload
 * @param pendingBytes their payload bytes
 * @param objects objects in the archive
 * @param garbageObjects garbage objects that are still in the archive
 * @param storeProblem current problem of the store; empty if there is none
 * @param storeLoss what the store found to be lost when it was opened; empty if nothing
 * @param archiveProblem current problem of the archive; empty if there is none
 * @param queuedOperations operations in the commit queue
 * @param liveReaders clients that follow a stream
 * @param memory figures of every share of the memory budget
 */
public record ServerStatus(
    long streams,
    long forks,
    long producers,
    long hotRows,
    long hotBytes,
    long storeBytes,
    long pendingSegments,
    long pendingBytes,
    long objects,
    long garbageObjects,
    String storeProblem,
    String storeLoss,
    String archiveProblem,
    int queuedOperations,
    int liveReaders,
    List<ShareUse> memory) {}
