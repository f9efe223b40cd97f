package durablestreams.domain.segment;

import java.util.Arrays;

/**
 * Sparse index of an object: for each block its byte offset, its first position, and its checksum.
 *
 * <p>A block is a run of whole frames of about {@link #BLOCK_BYTES}; a frame larger than that is a
 * block of its own. Blocks are the unit of fetching, checking and caching, so the end of a very
 * large object is read without its start.
 */
public final class FrameIndex {

  /** A block ends with the frame that brings it to this size. */
  public static final int BLOCK_BYTES = 256 * 1024;

  private final long[] positions;
  private final long[] starts;
  private final int[] checksums;
  private final long endPosition;
  private final long size;

  /**
   * @param positions the first position of every block, ascending
   * @param starts the first byte of every block in the object, ascending from 0
   * @param checksums CRC32C of every block
   */
  public FrameIndex(long[] positions, long[] starts, int[] checksums, long endPosition, long size) {
    if (positions.length == 0
        || positions.length != starts.length
        || starts.length != checksums.length) {
      throw new IllegalArgumentException("a frame index has at least one block, fully described");
    }
    this.positions = positions.clone();
    this.starts = starts.clone();
    this.checksums = checksums.clone();
    this.endPosition = endPosition;
    this.size = size;
  }

  /**
   * A block: bytes {@code from} to {@code to} of the object hold positions {@code start} to {@code
   * end}.
   */
  public record Block(int number, long start, long end, long from, long to, int crc32c) {

    public int length() {
      return Math.toIntExact(to - from);
    }
  }

  public int blocks() {
    return positions.length;
  }

  public Block block(int number) {
    boolean last = number == positions.length - 1;
    return new Block(
        number,
        positions[number],
        last ? endPosition : positions[number + 1],
        starts[number],
        last ? size : starts[number + 1],
        checksums[number]);
  }

  /** The block that holds the unit which starts at {@code position}. */
  public Block holding(long position) {
    if (position < positions[0] || position >= endPosition) {
      throw new IllegalArgumentException("position " + position + " is not in this object");
    }
    int found = Arrays.binarySearch(positions, position);
    return block(found >= 0 ? found : -found - 2);
  }

  public long start() {
    return positions[0];
  }

  public long end() {
    return endPosition;
  }

  public long size() {
    return size;
  }

  /** This index followed by that of an object which is appended to this one. */
  public FrameIndex followedBy(FrameIndex next) {
    if (next.start() != endPosition) {
      throw new IllegalArgumentException("not adjacent: " + endPosition + " and " + next.start());
    }
    long[] shifted = next.starts.clone();
    for (int i = 0; i < shifted.length; i++) {
      shifted[i] += size;
    }
    return new FrameIndex(
        joined(positions, next.positions),
        joined(starts, shifted),
        joined(checksums, next.checksums),
        next.endPosition,
        size + next.size);
  }

  private static long[] joined(long[] head, long[] more) {
    long[] all = Arrays.copyOf(head, head.length + more.length);
    System.arraycopy(more, 0, all, head.length, more.length);
    return all;
  }

  private static int[] joined(int[] head, int[] more) {
    int[] all = Arrays.copyOf(head, head.length + more.length);
    System.arraycopy(more, 0, all, head.length, more.length);
    return all;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FrameIndex that
        && Arrays.equals(positions, that.positions)
        && Arrays.equals(starts, that.starts)
        && Arrays.equals(checksums, that.checksums)
        && endPosition == that.endPosition
        && size == that.size;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(starts) * 31 + Long.hashCode(endPosition);
  }

  @Override
  public String toString() {
    return "FrameIndex[" + blocks() + " blocks, " + size + " bytes]";
  }
}
