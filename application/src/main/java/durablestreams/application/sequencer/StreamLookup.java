package durablestreams.application.sequencer;

import durablestreams.application.UnavailableException;
import durablestreams.application.port.OutcomeUnknownException;
import durablestreams.application.sequencer.cache.StreamCache;
import durablestreams.application.sequencer.cache.StreamEntry;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamState;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Stream look-up for readers; an expired stream is ended when it is looked up.
 *
 * <p>A reader waits for the lane only when the requested stream has just expired: only the lane can
 * decide whether such a stream is purged or kept for its forks.
 */
public final class StreamLookup {

  private static final Presence ABSENT = new Presence.Absent();
  private static final Presence SOFT_DELETED = new Presence.SoftDeleted();

  private final StreamCache cache;
  private final StreamSequencer sequencer;
  private final UseReports uses;
  private final InstantSource clock;

  public StreamLookup(
      StreamCache cache, StreamSequencer sequencer, UseReports uses, InstantSource clock) {
    this.cache = cache;
    this.sequencer = sequencer;
    this.uses = uses;
    this.clock = clock;
  }

  /** Looks a stream up without restarting its time to live. */
  public Presence find(StreamPath path) {
    StreamEntry entry = cache.find(path);
    if (entry == null || entry.gone()) {
      return ABSENT;
    }
    if (entry.committed().softDeleted()) {
      return SOFT_DELETED;
    }
    if (entry.expiredAt(clock.instant())) {
      return sequencer.submit(batch -> afterExpiry(batch, path));
    }
    return new Presence.Present(entry);
  }

  /** Looks up the stream that holds the name of that incarnation. */
  public Presence find(StreamKey key) {
    StreamEntry entry = cache.find(key);
    return entry == null || entry.gone() ? ABSENT : find(entry.committed().path());
  }

  /** A key above those of all streams so far, and below those of all later ones. */
  public StreamKey nextKey() {
    return sequencer.submit(Batch::newKey);
  }

  private static Presence afterExpiry(Batch batch, StreamPath path) {
    StreamState left = batch.find(path);
    if (left == null) {
      return ABSENT;
    }
    if (left.softDeleted()) {
      return SOFT_DELETED;
    }
    // The cache may still hold the expired stream when this group created another one with its
    // name.
    StreamEntry entry = batch.entryOf(left.key());
    return entry == null ? ABSENT : new Presence.Present(entry);
  }

  /** Looks a stream up and restarts a sliding time to live. */
  public Presence findAndTouch(StreamPath path) {
    Presence presence = find(path);
    if (presence instanceof Presence.Present(StreamEntry entry)) {
      touch(entry);
    }
    return presence;
  }

  /**
   * Restarts a sliding time to live.
   *
   * @throws UnavailableException when other servers may not know of that in time
   */
  public void touch(StreamEntry entry) {
    if (!(entry.committed().expiry() instanceof Expiry.Sliding)) {
      return;
    }
    StreamKey key = entry.key();
    if (uses.reported(key)) {
      return;
    }
    StreamEntry touched = entry;
    touched.touch(clock.instant());
    if (touched.evicted()) {
      // The deadline belongs to the entry that is in the cache now.
      touched = cache.find(key);
      if (touched == null) {
        return;
      }
      touched.touch(clock.instant());
    }
    if (touched.deadlineNeedsPersisting()) {
      Duration timeout = uses.commitTimeout();
      if (timeout.isZero()) {
        sequencer.offer(batch -> recordDeadline(batch, key));
      } else {
        recordDeadline(key, timeout);
      }
    }
  }

  private void recordDeadline(StreamKey key, Duration timeout) {
    try {
      sequencer.submit(batch -> recordDeadline(batch, key), timeout);
    } catch (OutcomeUnknownException e) {
      throw new UnavailableException("it is not known whether the new deadline is stored", e);
    }
  }

  /** Restarts the sliding time to live of a stream that was read at another server. */
  public void touch(StreamKey key) {
    StreamEntry entry = cache.find(key);
    if (entry != null && !entry.gone() && !entry.committed().softDeleted()) {
      touch(entry);
    }
  }

  private static boolean recordDeadline(Batch batch, StreamKey key) {
    StreamState state = batch.find(key);
    if (state != null && !state.softDeleted() && !batch.expired(key)) {
      batch.touch(key);
      return true;
    }
    return false;
  }

  /**
   * Whether a stream that was found has been purged since. Only the lane is certain: a purge is
   * visible in the store slightly earlier than in {@link StreamEntry#gone}.
   */
  public boolean purged(StreamEntry entry) {
    return entry.gone() || sequencer.ask(batch -> batch.find(entry.key()) == null);
  }
}
