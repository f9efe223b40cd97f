package durablestreams.domain.stream;

import java.util.ArrayList;
import java.util.List;

/**
 * Whose rows and objects hold which part of a stream, in order: the stretches it inherits, then its
 * own.
 *
 * <p>Invariants: stretches are contiguous from position 0; segment numbers ascend from one to the
 * next, so that a segment number alone says which stretch it belongs to; the last stretch is the
 * stream's own and has no end.
 */
public record Lineage(List<Stretch> stretches) {

  /**
   * Positions {@code from} to {@code to}, kept under {@code key}.
   *
   * @param firstSegment the lowest segment number in it
   * @param lastSegment the highest segment number of which a part is in it
   */
  public record Stretch(StreamKey key, long from, long to, long firstSegment, long lastSegment) {

    boolean holds(long position) {
      return position >= from && position < to;
    }
  }

  private static final long OPEN_END = Long.MAX_VALUE;

  public Lineage {
    stretches = List.copyOf(stretches);
  }

  /** The lineage of a stream that inherits nothing. */
  public static Lineage ofRoot(StreamKey key) {
    return new Lineage(List.of(new Stretch(key, 0, OPEN_END, 0, OPEN_END)));
  }

  /**
   * The lineage of a stream {@code key} that takes over from this one at {@code position} with
   * segment {@code firstSegment}.
   */
  public Lineage forkedAt(StreamKey key, long position, long firstSegment) {
    List<Stretch> inherited = new ArrayList<>(stretches.size() + 1);
    for (Stretch stretch : stretches) {
      if (stretch.from() >= position) {
        break;
      }
      inherited.add(
          stretch.to() <= position
              ? stretch
              : new Stretch(
                  stretch.key(),
                  stretch.from(),
                  position,
                  stretch.firstSegment(),
                  firstSegment - 1));
    }
    inherited.add(new Stretch(key, position, OPEN_END, firstSegment, OPEN_END));
    return new Lineage(inherited);
  }

  /** The stream's own stretch. */
  public Stretch own() {
    return stretches.getLast();
  }

  /** The stretch that holds the unit which starts at {@code position}. */
  public Stretch holding(long position) {
    for (int i = stretches.size() - 1; i >= 0; i--) {
      if (stretches.get(i).holds(position)) {
        return stretches.get(i);
      }
    }
    throw new IllegalArgumentException("no stretch holds position " + position);
  }

  /** The stretch to which segment number {@code segment} belongs. */
  public Stretch ofSegment(long segment) {
    for (int i = stretches.size() - 1; i > 0; i--) {
      if (stretches.get(i).firstSegment() <= segment) {
        return stretches.get(i);
      }
    }
    return stretches.getFirst();
  }
}
