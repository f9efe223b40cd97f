package durablestreams.application.sequencer;

import durablestreams.application.sequencer.CommitListener.FollowUp;
import durablestreams.application.sequencer.cache.StreamCache;
import durablestreams.application.sequencer.cache.StreamEntry;
import durablestreams.domain.append.AppendRules;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.deletion.DeletionRules;
import durablestreams.domain.producer.ProducerState;
import durablestreams.domain.segment.RotationPolicy;
import durablestreams.domain.stream.Origin;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes that will be committed together, and the resulting state of their streams. Only the lane
 * uses it.
 *
 * <p>An operation sees the decisions of earlier operations of the batch, although they are not
 * durable yet. Therefore no reply is sent before the commit, not even a rejection.
 */
public final class Batch {

  private final WorkingSet streams;
  private final StreamKeys keys;
  private final RotationPolicy rotation;
  private final Instant now;
  private final boolean announces;
  private final List<StreamChange> changes = new ArrayList<>();
  private final EnumSet<FollowUp> followUps = EnumSet.noneOf(FollowUp.class);
  private boolean refused;
  private int changesBefore;
  private int stepsBefore;

  Batch(
      StreamCache cache, StreamKeys keys, RotationPolicy rotation, boolean announces, Instant now) {
    this.streams = new WorkingSet(cache);
    this.keys = keys;
    this.rotation = rotation;
    this.announces = announces;
    this.now = now;
  }

  /** The instant at which everything in this batch happens. */
  public Instant now() {
    return now;
  }

  public RotationPolicy rotation() {
    return rotation;
  }

  /** A key that was never given before. */
  public StreamKey newKey() {
    return keys.next(now);
  }

  /**
   * The stream that holds the name, soft-deleted or not, or {@code null}. An expired stream is
   * deleted first.
   */
  public @Nullable StreamState find(StreamPath path) {
    StreamEntry entry = streams.find(path);
    if (entry == null) {
      return null;
    }
    if (!entry.pending().softDeleted() && entry.expiredAt(now)) {
      delete(entry.pending());
      entry = streams.find(path);
    }
    return entry == null ? null : entry.pending();
  }

  /** The stream of that incarnation, or {@code null} when it was purged. */
  public @Nullable StreamState find(StreamKey key) {
    StreamEntry entry = streams.find(key);
    return entry == null ? null : entry.pending();
  }

  /** Whether the stream has expired. */
  public boolean expired(StreamKey key) {
    StreamEntry entry = streams.find(key);
    return entry != null && entry.expiredAt(now);
  }

  /** What the stream knows of a producer, or {@code null}. */
  public @Nullable ProducerState producer(StreamKey key, String id) {
    StreamEntry entry = streams.find(key);
    return entry == null ? null : entry.producer(id);
  }

  /** The producers of the stream, the one that has been idle longest first. */
  public Collection<ProducerState> producersByUse(StreamKey key) {
    StreamEntry entry = streams.find(key);
    return entry == null ? List.of() : entry.producersByUse();
  }

  /** The entry that readers see of the stream once the batch is durable, or {@code null}. */
  @Nullable StreamEntry entryOf(StreamKey key) {
    return streams.find(key);
  }

  /**
   * Deletes a stream that is not soft-deleted, and the ancestors that this leaves without forks.
   */
  public void delete(StreamState state) {
    record(DeletionRules.delete(state, key -> streams.require(key).pending()));
  }

  /** Seals the open segment of a stream if it holds anything. */
  public void seal(StreamState state) {
    if (!state.tail().segmentIsEmpty()) {
      record(List.of(AppendRules.sealed(state)));
    }
  }

  /**
   * Restarts a sliding time to live, and persists the deadline if the persisted one would be too
   * early.
   */
  public void touch(StreamKey key) {
    StreamEntry entry = streams.require(key);
    entry.touch(now);
    if (entry.deadlineNeedsPersisting()) {
      record(
          List.of(
              new StreamChange.DeadlineMoved(
                  key, entry.pending().expiry().persistedDeadline(now))));
    }
  }

  /** Deletes an expired stream; if it was used meanwhile, persists its new deadline. */
  public void expire(StreamKey key) {
    StreamEntry entry = streams.find(key);
    if (entry == null || entry.pending().softDeleted()) {
      return;
    }
    if (entry.expiredAt(now)) {
      delete(entry.pending());
    } else {
      record(List.of(new StreamChange.DeadlineMoved(key, entry.deadlineToRecord())));
    }
  }

  /** Adds decided changes to the batch. */
  public void record(List<StreamChange> decided) {
    for (StreamChange change : decided) {
      switch (change) {
        case StreamChange.Created c -> create(c);
        case StreamChange.Restored ignored ->
            throw new IllegalArgumentException("streams are restored while no lane runs");
        case StreamChange.Appended c -> {
          assert c.from() == streams.require(c.key()).pending().tail().position()
              : "an append does not begin where its stream ends";
          decide(c.key(), c);
        }
        case StreamChange.Closed c -> decide(c.key(), c);
        case StreamChange.SegmentSealed c -> {
          decide(c.segment().key(), c);
          followUps.add(FollowUp.OFFLOAD);
        }
        case StreamChange.SegmentsSkipped c -> decide(c.key(), c);
        case StreamChange.SoftDeleted c -> decide(c.key(), c);
        case StreamChange.DeadlineMoved c -> decide(c.key(), c);
        case StreamChange.ProducersForgotten c -> decide(c.key(), c);
        case StreamChange.FrontTrimmed c -> {
          decide(c.key(), c);
          followUps.add(FollowUp.RECLAIM);
        }
        case StreamChange.Purged c -> {
          purge(c);
          followUps.add(FollowUp.RECLAIM);
        }
        case StreamChange.EventQueued ignored -> {
          if (!announces) {
            continue;
          }
          followUps.add(FollowUp.PROJECT);
        }
        case StreamChange.SegmentsOffloaded ignored -> {}
        case StreamChange.ObjectsCompacted ignored -> followUps.add(FollowUp.RECLAIM);
        case StreamChange.ObjectsMarkedGarbage ignored -> {}
        case StreamChange.ObjectsScheduled ignored -> {}
        case StreamChange.ObjectsReclaimed ignored -> {}
        case StreamChange.AnnouncementsDelivered ignored -> {}
      }
      changes.add(change);
    }
  }

  private void create(StreamChange.Created change) {
    keys.given(change.state().key());
    streams.create(change.state(), now);
    if (change.state().origin() instanceof Origin.Fork fork) {
      streams.addForks(streams.require(fork.sourceKey()), 1);
    }
  }

  private void purge(StreamChange.Purged change) {
    StreamEntry entry = streams.require(change.key());
    streams.decide(entry, change);
    if (entry.pending().origin() instanceof Origin.Fork fork) {
      streams.addForks(streams.require(fork.sourceKey()), -1);
    }
  }

  private void decide(StreamKey key, StreamChange change) {
    streams.decide(streams.require(key), change);
  }

  /** Moves the deadlines of sliding times to live that were decided elsewhere. */
  void extendDeadlines() {
    for (StreamChange change : changes) {
      if (change instanceof StreamChange.DeadlineMoved moved) {
        StreamEntry entry = streams.find(moved.key());
        if (entry != null) {
          entry.extendTo(moved.deadline());
        }
      }
    }
  }

  /** The next operation begins. */
  void begin() {
    changesBefore = changes.size();
    stepsBefore = streams.steps();
  }

  /** Whether the current operation has decided on changes. */
  boolean changed() {
    return changes.size() > changesBefore;
  }

  /** Undoes all decisions of the current operation; follow-up work may remain. */
  void undo() {
    while (changes.size() > changesBefore) {
      changes.removeLast();
    }
    streams.undoTo(stepsBefore);
    assert !changed() && streams.steps() == stepsBefore : "an operation was undone in part";
  }

  /** The store says that it has stored nothing of the batch. */
  void refused() {
    refused = true;
  }

  boolean isRefused() {
    return refused;
  }

  Set<FollowUp> followUps() {
    return followUps;
  }

  List<StreamChange> changes() {
    return changes;
  }

  WorkingSet streams() {
    return streams;
  }
}
