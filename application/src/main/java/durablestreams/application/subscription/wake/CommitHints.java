package durablestreams.application.subscription.wake;

import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.StreamKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Streams that commits have changed since they were last asked for. The lane only adds to it; when
 * there are too many, all streams are looked at instead.
 */
final class CommitHints {

  private static final int MAX_STREAMS = 50_000;

  private final ConcurrentHashMap<StreamKey, Boolean> changed = new ConcurrentHashMap<>();
  private final AtomicBoolean overflown = new AtomicBoolean();
  private final BooleanSupplier wanted;
  private final Runnable signal;

  /**
   * @param wanted whether there is any subscription
   * @param signal is called when there are first hints
   */
  CommitHints(BooleanSupplier wanted, Runnable signal) {
    this.wanted = wanted;
    this.signal = signal;
  }

  /** Takes the changes of a commit, on the lane. */
  void committed(List<StreamChange> changes) {
    if (!wanted.getAsBoolean()) {
      return;
    }
    try {
      for (StreamChange change : changes) {
        switch (change) {
          case StreamChange.Appended appended -> add(appended.key());
          case StreamChange.Created created -> add(created.state().key());
          default -> {}
        }
      }
    } catch (OutOfMemoryError e) {
      lost();
    }
  }

  void add(StreamKey key) {
    boolean first = changed.isEmpty();
    if (changed.size() >= MAX_STREAMS) {
      overflown.set(true);
    } else {
      changed.put(key, Boolean.TRUE);
    }
    if (first) {
      signal.run();
    }
  }

  boolean isEmpty() {
    return changed.isEmpty();
  }

  /** Takes some of the streams. */
  List<StreamKey> take(int limit) {
    List<StreamKey> taken = new ArrayList<>();
    Iterator<StreamKey> keys = changed.keySet().iterator();
    while (keys.hasNext() && taken.size() < limit) {
      taken.add(keys.next());
      keys.remove();
    }
    return taken;
  }

  /** A hint was lost: all streams are looked at. */
  void lost() {
    overflown.set(true);
  }

  /** Whether hints were lost since this was last asked. */
  boolean takeOverflow() {
    return overflown.getAndSet(false);
  }
}
