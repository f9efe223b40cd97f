package durablestreams.application.observe;

import durablestreams.application.memory.ShareUse;
import java.util.List;

/**
 * What an operator wants to know at a glance.
 *
 * @param streams streams that exist, soft-deleted ones included
 * @param hotRows rows of the hot log
 * @param hotBytes payload bytes in the hot log
 * @param storeBytes size of the hot store on disk
 * @param waitingSegments sealed segments that are not in the archive yet
 * @param waitingBytes their payload bytes
 * @param objects objects in the archive
 * @param doomedObjects objects that are to be removed from the archive
 * @param archiveProblem why the archive does not work at present; empty while it does
 * @param queuedOperations operations that wait for the lane
 * @param liveReaders clients that follow a stream
 * @param memory figures of every share of the memory budget
 */
public record ServerStatus(
    long streams,
    long hotRows,
    long hotBytes,
    long storeBytes,
    long waitingSegments,
    long waitingBytes,
    long objects,
    long doomedObjects,
    String archiveProblem,
    int queuedOperations,
    int liveReaders,
    List<ShareUse> memory) {}
