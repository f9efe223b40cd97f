package durablestreams.application.read;

import durablestreams.application.memory.Hold;
import durablestreams.application.memory.Lease;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Memory outside of the heap for cached pages, in blocks of one size, from which the operating
 * system takes what is written to a socket.
 *
 * <p>Blocks that no page needs any more are kept for the next one, and stay leased: making one, and
 * clearing it, takes as long as filling it.
 */
final class PageBlocks {

  /** Bytes of a block, unless pages are smaller. */
  static final int BYTES = 64 << 10;

  private record Block(Arena arena, ByteBuffer bytes, Lease lease) {}

  private final MemoryBudget memory;
  private final Share share;
  private final int blockBytes;
  private final Deque<Block> free = new ArrayDeque<>();

  PageBlocks(MemoryBudget memory, Share share, int blockBytes) {
    this.memory = memory;
    this.share = share;
    this.blockBytes = blockBytes;
  }

  /** Blocks of one page, to be closed once nothing reads them any more. */
  final class Taken implements Hold {
    private final List<Block> blocks;

    private Taken(List<Block> blocks) {
      this.blocks = blocks;
    }

    /** The blocks as empty buffers. */
    List<ByteBuffer> buffers() {
      return blocks.stream().map(block -> block.bytes().clear()).toList();
    }

    @Override
    public void close() {
      giveBack(blocks);
      blocks.clear();
    }
  }

  /** Blocks that hold this many bytes; {@code null} if there is no memory for them now. */
  @Nullable Taken take(long bytes) {
    long count = (bytes + blockBytes - 1) / blockBytes;
    List<Block> blocks = new ArrayList<>();
    while (blocks.size() < count) {
      Block block = one();
      if (block == null) {
        giveBack(blocks);
        return null;
      }
      blocks.add(block);
    }
    return new Taken(blocks);
  }

  @SuppressWarnings("MustBeClosedChecker") // closed by shrink
  private @Nullable Block one() {
    synchronized (free) {
      Block known = free.poll();
      if (known != null) {
        return known;
      }
    }
    Lease lease = memory.tryTake(share, blockBytes);
    if (lease == null) {
      return null;
    }
    Arena arena = Arena.ofShared();
    try {
      return new Block(arena, arena.allocate(blockBytes).asByteBuffer(), lease);
    } catch (OutOfMemoryError e) {
      // The JVM has a limit of its own for memory outside of the heap.
      arena.close();
      lease.close();
      return null;
    }
  }

  private void giveBack(List<Block> blocks) {
    synchronized (free) {
      blocks.forEach(free::push);
    }
  }

  /** Returns the memory of a block that no page needs; false if there is none. */
  boolean shrink() {
    Block block;
    synchronized (free) {
      block = free.poll();
    }
    if (block == null) {
      return false;
    }
    block.arena().close();
    block.lease().close();
    return true;
  }
}
