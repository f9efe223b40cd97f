package durablestreams.histories.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** The streams that several clients use, and what they know of them. */
final class SharedStreams {
  private final String prefix;
  private final AtomicInteger names = new AtomicInteger();
  private final CopyOnWriteArrayList<Target> open = new CopyOnWriteArrayList<>();
  private final Map<String, Target> all = new ConcurrentHashMap<>();
  private final Map<String, String> boundaries = new ConcurrentHashMap<>();

  /** A stream by name. */
  record Target(String name, boolean json) {}

  SharedStreams(String prefix) {
    this.prefix = prefix;
  }

  /** A name that was never used. */
  Target unused(String kind, boolean json) {
    return new Target(prefix + "/" + kind + "-" + names.getAndIncrement(), json);
  }

  /** Lets all clients append to and read a stream. */
  void share(Target target) {
    all.put(target.name(), target);
    open.add(target);
  }

  /** Lets the last reader read a stream. */
  void remember(Target target) {
    all.put(target.name(), target);
  }

  /** Lets no more clients choose a stream. */
  void withdraw(Target target) {
    open.remove(target);
  }

  Target any(RandomGenerator random) {
    List<Target> now = List.copyOf(open);
    return now.get(random.nextInt(now.size()));
  }

  List<Target> all() {
    return new ArrayList<>(all.values());
  }

  /** An offset of the stream at which a message ends. */
  void boundary(Target target, String offset) {
    if (!offset.isEmpty()) {
      boundaries.put(target.name(), offset);
    }
  }

  /** The last boundary that a client told, or the start. */
  String boundary(Target target) {
    return boundaries.getOrDefault(target.name(), "-1");
  }
}
