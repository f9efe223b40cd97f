package durablestreams.application.port;

import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.LifecycleEvent;
import durablestreams.domain.stream.StreamKey;
import java.time.Instant;
import java.util.List;

/**
 * Durable queue of background work that commits created. Reading does not remove an item; only a
 * {@link durablestreams.domain.change.StreamChange} that records its completion does.
 */
public interface MaintenanceQueue {

  /**
   * Runs of adjacent sealed segments that are pending upload, one run per stream. The
   * longest-waiting streams come first; a stream that was offloaded in part moves behind all
   * streams that are pending then.
   *
   * @param maxRuns maximum number of streams
   * @param maxBytes a run ends before the segment that would bring it over this size, but has at
   *     least one segment
   */
  List<List<SealedSegment>> pendingRuns(int maxRuns, long maxBytes);

  /**
   * Streams whose open segment holds messages of which the last came before {@code lastBefore}, or
   * the first before {@code firstBefore}; or either after {@code notAfter}, because the clock was
   * set back since.
   */
  List<StreamKey> idleTails(Instant lastBefore, Instant firstBefore, Instant notAfter, int limit);

  /**
   * Runs of at least {@code minObjects} adjacent objects of one stream, each smaller than {@code
   * smallerThan} bytes and together at most {@code maxBytes} and {@code maxSegments} segments. A
   * run that is not compacted is not returned again until the search wraps around.
   */
  List<List<StoredObject>> compactableRuns(
      int limit, int minObjects, long smallerThan, long maxBytes, int maxSegments);

  /**
   * Names of objects that nothing refers to any more and that have no time of removal yet, oldest
   * first.
   */
  List<String> garbageObjects(int limit);

  /**
   * Names of objects that nothing refers to any more and whose time of removal is not after {@code
   * now}, earliest first.
   */
  List<String> removableObjects(Instant now, int limit);

  /** Events that are not known to be in the registry stream yet, in order. */
  List<NumberedEvent> announcements(int limit);

  /**
   * An event and its place in the order of all events.
   *
   * @param number ascending by one from 0 over the lifetime of the store
   */
  record NumberedEvent(long number, LifecycleEvent event) {}
}
