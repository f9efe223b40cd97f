package durablestreams.application.sequencer.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Clock (second-chance) eviction order of warm streams: a circular list and a hand. Looking an
 * entry up only marks it as used; an entry that was used since the hand last passed is spared once.
 *
 * <p>New entries go in behind the hand and are not marked, so streams that are looked up once do
 * not displace those in use. The work of one search is bounded. Not safe for use by several threads
 * at a time.
 */
final class EvictionRing {

  /** Maximum recently used entries that one search spares. */
  static final int SPARED = 256;

  /** Maximum entries that one search visits. */
  static final int LOOKS = 8_192;

  /** Entry as an element of the ring. */
  static final class Node {
    private final StreamEntry entry;
    private @Nullable Node previous;
    private @Nullable Node next;
    private long weight;

    Node(StreamEntry entry) {
      this.entry = entry;
    }

    long weight() {
      return weight;
    }

    void weight(long bytes) {
      weight = bytes;
    }
  }

  private @Nullable Node hand;

  void add(Node node) {
    Node at = hand;
    if (at == null) {
      node.previous = node;
      node.next = node;
      hand = node;
      return;
    }
    Node last = linked(at.previous);
    node.previous = last;
    node.next = at;
    last.next = node;
    at.previous = node;
  }

  void remove(Node node) {
    Node previous = linked(node.previous);
    Node next = linked(node.next);
    if (hand == node) {
      hand = next == node ? null : next;
    }
    previous.next = next;
    next.previous = previous;
    node.previous = null;
    node.next = null;
  }

  /** The outcome of a search. */
  record Search(@Nullable StreamEntry victim, List<StreamEntry> skipped) {}

  /**
   * Finds an entry that {@code evicts} agrees to; the entries that it refused, at most a few, are
   * part of the outcome.
   */
  Search next(Predicate<StreamEntry> evicts) {
    List<StreamEntry> skipped = new ArrayList<>(0);
    Node first = null;
    int spared = 0;
    for (int looks = 0; looks < LOOKS && hand != null; looks++) {
      Node node = hand;
      hand = linked(node.next);
      if (spared < SPARED && node.entry.usedSinceLastLook()) {
        spared++;
        first = null;
      } else if (evicts.test(node.entry)) {
        return new Search(node.entry, skipped);
      } else {
        if (first == node) {
          break;
        }
        first = first == null ? node : first;
        if (skipped.size() < SPARED) {
          skipped.add(node.entry);
        }
      }
    }
    return new Search(null, skipped);
  }

  private static Node linked(@Nullable Node node) {
    if (node == null) {
      throw new IllegalStateException("the node is in no ring");
    }
    return node;
  }
}
