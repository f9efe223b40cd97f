package durablestreams.application.read;

import durablestreams.application.memory.Hold;
import durablestreams.application.memory.InsufficientMemoryException;
import durablestreams.application.memory.Lease;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Leases for pages on their way to clients, and for the buffers that they are written through.
 *
 * <p>Sizes shrink as {@link Share#RESPONSES} fills up: full pages take at most half of it, pages of
 * {@value #LARGE_PIECE} bytes at most seven eighths, pages of {@value #SMALL_PIECE} bytes the rest.
 * A request that finds no room waits for {@link #WAIT} and is refused then. So slow readers of
 * large pages leave room for other requests.
 */
public final class ResponseMemory {

  /** The write buffer of a response while there is room. */
  public static final int LARGE_PIECE = 64 << 10;

  /** The write buffer of a response while memory is scarce, and its page as well. */
  public static final int SMALL_PIECE = 8 << 10;

  /** How long a request waits for the smallest lease. */
  static final Duration WAIT = Duration.ofSeconds(2);

  private final MemoryBudget memory;

  public ResponseMemory(MemoryBudget memory) {
    this.memory = memory;
  }

  /**
   * A lease for a page of at most {@code most} bytes, taken before the page is read.
   *
   * @throws InsufficientMemoryException when there is no room even for a small page
   */
  Room forPage(long most) {
    long limit = memory.limit(Share.RESPONSES);
    Room room = tryRoom(most, LARGE_PIECE, limit / 2);
    if (room == null && most > LARGE_PIECE) {
      room = tryRoom(LARGE_PIECE, SMALL_PIECE, limit / 8 * 7);
    }
    if (room == null) {
      int page = (int) Math.min(most, SMALL_PIECE);
      Lease lease = await(Share.RESPONSES, cost(page, SMALL_PIECE));
      room = new Room(memory, lease, page, SMALL_PIECE);
    }
    return room;
  }

  /**
   * A lease for a large write buffer of messages that are in memory already, or {@code null} while
   * memory is scarce.
   */
  public @Nullable Lease tryForPiece(long bytes) {
    long piece = Math.min(bytes, LARGE_PIECE) + SMALL_PIECE;
    return tryWithin(piece, memory.limit(Share.RESPONSES) / 8 * 7);
  }

  /**
   * A lease for the write buffer of a page that is already leased.
   *
   * @throws InsufficientMemoryException when there is no room even for a small one
   */
  Lease forPiece(long pageBytes) {
    long piece = Math.min(pageBytes, LARGE_PIECE);
    Lease lease = tryWithin(piece, memory.limit(Share.RESPONSES) / 8 * 7);
    return lease != null ? lease : await(Share.RESPONSES, Math.min(pageBytes, SMALL_PIECE));
  }

  private @Nullable Room tryRoom(long page, int piece, long ceiling) {
    Lease lease = tryWithin(cost(page, piece), ceiling);
    return lease == null ? null : new Room(memory, lease, page, piece);
  }

  private @Nullable Lease tryWithin(long bytes, long ceiling) {
    return memory.used(Share.RESPONSES) + bytes > ceiling
        ? null
        : memory.tryTake(Share.RESPONSES, bytes);
  }

  private Lease await(Share share, long bytes) {
    return await(memory, share, bytes);
  }

  /** A lease, once there is room. */
  static Lease await(MemoryBudget memory, Share share, long bytes) {
    Lease lease = take(memory, share, bytes, WAIT);
    if (lease == null) {
      throw exhausted();
    }
    return lease;
  }

  static @Nullable Lease take(MemoryBudget memory, Share share, long bytes, Duration wait) {
    try {
      return memory.take(share, bytes, wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw exhausted();
    }
  }

  static InsufficientMemoryException exhausted() {
    return new InsufficientMemoryException();
  }

  /** The bytes of a page and of the copies that are made of parts of it on its way out. */
  private static long cost(long page, int piece) {
    return page + Math.min(page, piece) + Math.min(page, SMALL_PIECE);
  }

  /** The lease of one page that is read next. */
  static final class Room implements Hold {
    private final MemoryBudget memory;
    private final Lease lease;
    private final long pageBytes;
    private final int pieceBytes;
    private @Nullable Lease large;

    private Room(MemoryBudget memory, Lease lease, long pageBytes, int pieceBytes) {
      this.memory = memory;
      this.lease = lease;
      this.pageBytes = pageBytes;
      this.pieceBytes = pieceBytes;
    }

    /** At most how much to read. */
    int pageBytes() {
      return (int) Math.min(pageBytes, Integer.MAX_VALUE);
    }

    int pieceBytes() {
      return pieceBytes;
    }

    /** Fits the lease to what was read, if there is room for that now. */
    boolean settle(long retained) {
      long cost = cost(retained, pieceBytes);
      if (cost <= lease.bytes()) {
        lease.shrinkTo(cost);
        return true;
      }
      return lease.grow(cost - lease.bytes());
    }

    /**
     * Leases a message that is larger than a page from the share of large bodies; it fits, because
     * it was accepted through that share.
     *
     * @throws InsufficientMemoryException when that share is in use
     */
    void settleLarge(long retained) {
      large = await(memory, Share.LARGE_BODIES, retained);
    }

    @Override
    public void close() {
      lease.close();
      if (large != null) {
        large.close();
      }
    }
  }
}
