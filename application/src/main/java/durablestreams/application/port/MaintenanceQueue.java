package durablestreams.application.port;

import durablestreams.domain.segment.SealCutoff;
import durablestreams.domain.segment.SealedSegment;
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
   * Streams that have sealed segments pending upload, in the order of their turns. A stream gets
   * the next turn when its first segment begins to wait, and another one, behind all streams that
   * wait then, whenever some but not all of its segments were offloaded or removed.
   *
   * @param after turns up to this one are passed over; 0 to begin with
   * @param streams maximum number of streams
   * @param segments maximum number of segments of each stream
   */
  List<PendingSegments> pendingSegments(long after, int streams, int segments);

  /**
   * The first segments of a stream that are pending upload.
   *
   * @param turn its place among the streams that wait, above 0; a restart may number them anew
   * @param segments in order, at least one
   */
  record PendingSegments(long turn, List<SealedSegment> segments) {}

  /** Streams whose open segment holds messages and is due by {@code cutoff}. */
  List<StreamKey> openSegments(SealCutoff cutoff, int limit);

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
