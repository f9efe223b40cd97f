package durablestreams.application.sequencer;

import durablestreams.application.sequencer.cache.StreamCache;
import durablestreams.application.sequencer.cache.StreamEntry;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.Origin;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamState;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Preloading of streams into the cache on the caller's thread, before an operation on them is
 * queued. The lane then needs no load, and a stream that cannot be loaded fails only its own
 * caller.
 */
final class Preloader {

  private static final System.Logger LOG = System.getLogger(Preloader.class.getName());

  private final StreamCache cache;
  private final InstantSource clock;

  Preloader(StreamCache cache, InstantSource clock) {
    this.cache = cache;
    this.clock = clock;
  }

  /** Loads the stream that holds the name; false when there is none. */
  boolean load(StreamPath path) {
    return load(cache.find(path), false);
  }

  /** Loads streams; returns those that exist and could be loaded. */
  List<StreamKey> load(List<StreamKey> keys) {
    List<StreamKey> loaded = new ArrayList<>(keys.size());
    boolean failed = false;
    for (StreamKey key : keys) {
      try {
        if (load(cache.find(key), false)) {
          loaded.add(key);
        }
      } catch (RuntimeException e) {
        if (!failed) {
          LOG.log(Level.WARNING, "Stream " + key + " cannot be loaded", e);
        }
        failed = true;
      }
    }
    return loaded;
  }

  /** Loads the stream that holds the name, and the ancestors that its deletion looks at. */
  boolean loadToDelete(StreamPath path) {
    return load(cache.find(path), true);
  }

  private boolean load(@Nullable StreamEntry entry, boolean toDelete) {
    if (entry == null) {
      return false;
    }
    StreamState state = entry.committed();
    if (state.origin() instanceof Origin.Fork
        && (toDelete
            || (!(state.expiry() instanceof Expiry.Never) && entry.expiredAt(clock.instant())))) {
      loadAncestors(state);
    }
    return true;
  }

  /** Soft-deleted ancestors without another fork go with the stream. */
  private void loadAncestors(StreamState leaf) {
    StreamState state = leaf;
    while (state.origin() instanceof Origin.Fork fork) {
      StreamEntry source = cache.find(fork.sourceKey());
      if (source == null) {
        return;
      }
      state = source.committed();
      if (!state.softDeleted() || state.forks() > 1) {
        return;
      }
    }
  }
}
