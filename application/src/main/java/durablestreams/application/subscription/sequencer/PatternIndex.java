package durablestreams.application.subscription.sequencer;

import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.PathGlob;
import durablestreams.domain.subscription.SubscriptionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Index of patterns by the segments before their first wildcard. A look-up costs one step for each
 * segment of the path and one match for each pattern with such a prefix.
 */
final class PatternIndex {

  private record Entry(PathGlob glob, SubscriptionId id) {}

  private final ConcurrentHashMap<String, List<Entry>> byPrefix = new ConcurrentHashMap<>();

  void add(PathGlob glob, SubscriptionId id) {
    byPrefix.compute(
        glob.prefix(),
        (prefix, known) -> {
          List<Entry> entries = known == null ? new ArrayList<>() : new ArrayList<>(known);
          entries.add(new Entry(glob, id));
          return List.copyOf(entries);
        });
  }

  void remove(PathGlob glob, SubscriptionId id) {
    byPrefix.computeIfPresent(
        glob.prefix(),
        (prefix, known) -> {
          List<Entry> left = known.stream().filter(entry -> !entry.id().equals(id)).toList();
          return left.isEmpty() ? null : left;
        });
  }

  /** Adds the subscriptions whose pattern matches. */
  void match(StreamPath path, Set<SubscriptionId> found) {
    if (byPrefix.isEmpty()) {
      return;
    }
    StringBuilder prefix = new StringBuilder();
    collect("", path, found);
    for (String segment : PathGlob.split(path.value())) {
      prefix.append(prefix.isEmpty() ? "" : "/").append(segment);
      collect(prefix.toString(), path, found);
    }
  }

  private void collect(String prefix, StreamPath path, Set<SubscriptionId> found) {
    for (Entry entry : byPrefix.getOrDefault(prefix, List.of())) {
      if (entry.glob().matches(path)) {
        found.add(entry.id());
      }
    }
  }
}
