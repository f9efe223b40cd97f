package durablestreams.domain.stream;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lineage of a stream: the ordered ranges of positions, each with the key whose rows and objects
 * hold it. Inherited ranges come first, then its own.
 *
 * <p>A persistent linked list: a fork adds one node and shares all others with its source. The end
 * of an ancestor range is stored in the next node. Lookups walk from the stream's own ancestor
 * range towards the root.
 *
 * <p>Invariants: ranges are contiguous from position 0; segment numbers ascend from one to the
 * next, so that a segment number alone says which ancestor range it belongs to; the last ancestor
 * range is the stream's own and has no end.
 */
public final class Lineage {

  /**
   * Positions {@code from} to {@code to}, kept under {@code key}.
   *
   * @param firstSegment the lowest segment number in it
   * @param lastSegment the highest segment number of which a part is in it
   */
  public record AncestorRange(
      StreamKey key, long from, long to, long firstSegment, long lastSegment) {}

  /**
   * Start of an ancestor range, which the start of the next one ends.
   *
   * @param firstSegment the lowest segment number in it
   */
  public record Start(StreamKey key, long from, long firstSegment) {}

  private static final long OPEN_END = Long.MAX_VALUE;

  /** A lineage of one ancestor range, its key included. */
  private static final int NODE_BYTES = 64;

  private final @Nullable Lineage inherited;
  private final StreamKey key;
  private final long from;
  private final long firstSegment;
  private final int depth;
  private final int size;

  private Lineage(
      @Nullable Lineage inherited, StreamKey key, long from, long firstSegment, int depth) {
    this.inherited = inherited;
    this.key = key;
    this.from = from;
    this.firstSegment = firstSegment;
    this.depth = depth;
    this.size = inherited == null ? 1 : inherited.size + 1;
  }

  /** The lineage of a stream that inherits nothing. */
  public static Lineage ofRoot(StreamKey key) {
    return new Lineage(null, key, 0, 0, 0);
  }

  /**
   * The lineage of a stream {@code fork} that takes over from this one at {@code position} with
   * segment {@code segment}.
   */
  public Lineage forkedAt(StreamKey fork, long position, long segment) {
    Lineage last = this;
    while (last != null && last.from >= position) {
      last = last.inherited;
    }
    return new Lineage(last, fork, position, segment, depth + 1);
  }

  /**
   * The lineage of these ancestor ranges, in order.
   *
   * @param depth forks between the stream and one that was not forked
   */
  public static Lineage of(List<Start> starts, int depth) {
    Lineage lineage = null;
    for (Start start : starts) {
      boolean follows = lineage == null ? start.from == 0 : start.from > lineage.from;
      if (!follows) {
        throw new IllegalArgumentException("ranges of a lineage begin at 0 and ascend: " + starts);
      }
      lineage = new Lineage(lineage, start.key, start.from, start.firstSegment, depth);
    }
    if (lineage == null) {
      throw new IllegalArgumentException("a lineage has at least one range");
    }
    return lineage;
  }

  /** Forks between the stream and one that was not forked; 0 for such a one itself. */
  public int depth() {
    return depth;
  }

  /** All ranges, in order. */
  public List<AncestorRange> ranges() {
    List<AncestorRange> all = new ArrayList<>(size);
    Lineage after = null;
    for (Lineage node = this; node != null; node = node.inherited) {
      all.add(node.rangeBefore(after));
      after = node;
    }
    Collections.reverse(all);
    return all;
  }

  private AncestorRange rangeBefore(@Nullable Lineage after) {
    return after == null
        ? new AncestorRange(key, from, OPEN_END, firstSegment, OPEN_END)
        : new AncestorRange(key, from, after.from, firstSegment, after.firstSegment - 1);
  }

  /** The stream's own ancestor range. */
  public AncestorRange own() {
    return rangeBefore(null);
  }

  /** The ancestor range that holds the unit which starts at {@code position}. */
  public AncestorRange holding(long position) {
    Lineage after = null;
    Lineage node = this;
    while (node != null && position < node.from) {
      after = node;
      node = node.inherited;
    }
    if (node == null) {
      throw new IllegalArgumentException("no ancestor range holds position " + position);
    }
    return node.rangeBefore(after);
  }

  /** The ancestor range to which segment number {@code segment} belongs. */
  public AncestorRange ofSegment(long segment) {
    Lineage after = null;
    Lineage node = this;
    while (segment < node.firstSegment && node.inherited != null) {
      after = node;
      node = node.inherited;
    }
    return node.rangeBefore(after);
  }

  /**
   * Approximate heap bytes of the lineage. Nodes that are shared with other lineages count in full,
   * because those lineages can be evicted.
   */
  public long retainedBytes() {
    return (long) size * NODE_BYTES;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Lineage lineage) || lineage.size != size || lineage.depth != depth) {
      return false;
    }
    Lineage mine = this;
    Lineage theirs = lineage;
    while (mine != theirs && mine != null && theirs != null) {
      if (!mine.key.equals(theirs.key)
          || mine.from != theirs.from
          || mine.firstSegment != theirs.firstSegment) {
        return false;
      }
      mine = mine.inherited;
      theirs = theirs.inherited;
    }
    return true;
  }

  @Override
  public int hashCode() {
    return 31 * key.hashCode() + Long.hashCode(from);
  }

  @Override
  public String toString() {
    return "Lineage" + ranges();
  }
}
