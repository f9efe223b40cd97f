package durablestreams.adapters.memory;

import durablestreams.application.port.StoreFailedException;
import durablestreams.application.port.subscription.SubscriptionStore;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionChange;
import durablestreams.domain.subscription.SubscriptionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Subscriptions on the heap, lost when the process ends. */
public final class InMemorySubscriptionStore implements SubscriptionStore {

  /** About what a link weighs beside its path, in bytes. */
  private static final int LINK_BYTES = 300;

  private record Tombstone(long generation, Instant at) {}

  private final TreeMap<SubscriptionId, Subscription> subscriptions = new TreeMap<>();
  private final Map<SubscriptionId, TreeMap<String, StreamLink>> links = new HashMap<>();
  private final TreeMap<String, TreeSet<SubscriptionId>> byPath = new TreeMap<>();
  private final Map<SubscriptionId, Tombstone> tombstones = new HashMap<>();
  private final long maxBytes;
  private long bytes;
  private @Nullable String keys;

  /**
   * @param maxBytes about what all links may take
   */
  public InMemorySubscriptionStore(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public synchronized List<Subscription> all() {
    return List.copyOf(subscriptions.values());
  }

  @Override
  public synchronized long lastGeneration(SubscriptionId id) {
    Tombstone tombstone = tombstones.get(id);
    return tombstone == null ? 0 : tombstone.generation();
  }

  @Override
  public synchronized Optional<StreamLink> link(SubscriptionId id, StreamPath path) {
    return Optional.ofNullable(linksOf(id).get(path.value()));
  }

  @Override
  public synchronized List<StreamLink> linksAfter(SubscriptionId id, String after, int limit) {
    return linksOf(id).tailMap(after, false).values().stream().limit(limit).toList();
  }

  @Override
  public synchronized int countLinks(SubscriptionId id) {
    return linksOf(id).size();
  }

  private TreeMap<String, StreamLink> linksOf(SubscriptionId id) {
    return links.getOrDefault(id, new TreeMap<>());
  }

  @Override
  public synchronized List<SubscriptionId> linkedTo(StreamPath path) {
    return List.copyOf(byPath.getOrDefault(path.value(), new TreeSet<>()));
  }

  @Override
  public synchronized List<StreamPath> explicitPathsAfter(String after, int limit) {
    return byPath.tailMap(after, false).entrySet().stream()
        .filter(entry -> entry.getValue().stream().anyMatch(id -> isExplicit(id, entry.getKey())))
        .limit(limit)
        .map(entry -> new StreamPath(entry.getKey()))
        .toList();
  }

  private boolean isExplicit(SubscriptionId id, String path) {
    StreamLink link = linksOf(id).get(path);
    return link != null && link.explicit();
  }

  @Override
  public synchronized Optional<String> sealedKeys() {
    return Optional.ofNullable(keys);
  }

  @Override
  public void commit(List<SubscriptionChange> changes) {
    commitAfter(() -> {}, changes);
  }

  /** Applies the changes after {@code others} were, or none when that fails. */
  synchronized void commitAfter(Runnable others, List<SubscriptionChange> changes) {
    requireRoom(changes);
    others.run();
    changes.forEach(this::apply);
  }

  private void requireRoom(List<SubscriptionChange> changes) {
    long growth = 0;
    for (SubscriptionChange change : changes) {
      if (change instanceof SubscriptionChange.Linked(var id, var link, var added)
          && !linksOf(id).containsKey(link.path().value())) {
        growth += weight(link.path());
      }
    }
    if (growth > 0 && bytes + growth > maxBytes) {
      throw StoreFailedException.outOfSpace(
          "the store in memory is full: links of subscriptions may take "
              + maxBytes
              + " bytes; remove links, or give it more");
    }
  }

  private static long weight(StreamPath path) {
    return LINK_BYTES + 2L * path.value().length();
  }

  private void apply(SubscriptionChange change) {
    switch (change) {
      case SubscriptionChange.Saved(Subscription subscription) ->
          subscriptions.put(subscription.id(), subscription);
      case SubscriptionChange.Linked(SubscriptionId id, StreamLink link, boolean added) -> {
        String path = link.path().value();
        if (links.computeIfAbsent(id, i -> new TreeMap<>()).put(path, link) == null) {
          byPath.computeIfAbsent(path, p -> new TreeSet<>()).add(id);
          bytes += weight(link.path());
        }
      }
      case SubscriptionChange.Unlinked(SubscriptionId id, StreamPath path) -> unlink(id, path);
      case SubscriptionChange.Deleted(SubscriptionId id, long generation, Instant at) -> {
        new ArrayList<>(linksOf(id).values()).forEach(link -> unlink(id, link.path()));
        links.remove(id);
        subscriptions.remove(id);
        tombstones.put(id, new Tombstone(generation, at));
      }
      case SubscriptionChange.TombstonesForgotten(Instant before) ->
          tombstones.values().removeIf(tombstone -> tombstone.at().isBefore(before));
      case SubscriptionChange.KeysChanged(String sealed) -> keys = sealed;
    }
  }

  private void unlink(SubscriptionId id, StreamPath path) {
    if (linksOf(id).remove(path.value()) != null) {
      bytes -= weight(path);
      byPath.computeIfPresent(
          path.value(),
          (p, ids) -> {
            ids.remove(id);
            return ids.isEmpty() ? null : ids;
          });
    }
  }
}
