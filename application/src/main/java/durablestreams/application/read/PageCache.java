package durablestreams.application.read;

import durablestreams.application.memory.Hold;
import durablestreams.application.memory.InsufficientMemoryException;
import durablestreams.application.memory.Lease;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.observe.metric.MetricSource;
import durablestreams.domain.message.LineEnds;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.PositionUnit;
import durablestreams.domain.reading.ReadLimit;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamState;
import durablestreams.domain.stream.Tail;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Cache of full pages, with read-ahead for sequential readers.
 *
 * <p>A page that ends before the tail never changes, even if its messages are moved, so it is
 * cached by stream key and start. Readers that start at the same position share the pages. If the
 * cache has no room, or a page is too large for it, each reader reads its own page in memory of the
 * share of responses.
 *
 * <p>Reads near the tail bypass the cache, because they are short and their result can grow.
 */
public final class PageCache {

  /** Number of pages of read-ahead. */
  private static final int AHEAD = 2;

  /** Maximum fraction of the cache that one page can take, as a divisor. */
  private static final int PART = 4;

  private record PageId(StreamKey key, long from) {}

  /** Messages that are kept. */
  private record Kept(List<MessageBatch> batches, long to, Offset next) {}

  /**
   * Messages from a position on, contiguous, in memory that is leased until the page is closed.
   *
   * @param to the position after them
   * @param next the offset of {@code to}
   * @param pieceBytes the largest buffer to write them through, which is leased as well
   */
  public record Page(List<MessageBatch> batches, long to, Offset next, int pieceBytes, Hold hold) {

    /** Units of its first message before the page; 0 unless it begins inside a message. */
    public int cutBefore() {
      return batches.getFirst().cutBefore();
    }
  }

  private final PageReader reader;
  private final OffsetResolver offsets;
  private final ResponseMemory responses;
  private final int pageBytes;
  private final long largest;
  private final Executor readAhead;
  private final CacheMetrics metrics = new CacheMetrics("page");
  private final SingleFlightCache<PageId, Kept> pages;

  /** End positions of the cached pages. */
  private final Set<PageId> ends = ConcurrentHashMap.newKeySet();

  /**
   * @param page how much a full page holds
   * @param memory has one share for cached pages and one for reads that bypass the cache
   * @param readAhead runs reads of pages that no reader asked for yet
   */
  public PageCache(
      PageReader reader,
      OffsetResolver offsets,
      ReadLimit page,
      MemoryBudget memory,
      ResponseMemory responses,
      Executor readAhead) {
    this.reader = reader;
    this.offsets = offsets;
    this.responses = responses;
    this.pageBytes = page.maxBytes();
    this.largest = memory.limit(Share.PAGE_CACHE) / PART;
    this.readAhead = readAhead;
    this.pages =
        new SingleFlightCache<>(
            memory, Share.PAGE_CACHE, (id, old) -> ends.remove(endOf(id, old.to())), metrics);
  }

  /** Hits and misses. */
  public MetricSource metrics() {
    return metrics;
  }

  /**
   * Reads from {@code from}, which is before the tail of {@code state}; see {@link
   * PageReader#read}. The caller closes the hold of the page.
   *
   * @throws InsufficientMemoryException when there is no memory for the page
   */
  public Page read(StreamState state, long from, RequestTimings timings) {
    if (!isNearTail(state, from)) {
      PageId id = new PageId(state.key(), from);
      SingleFlightCache.Pinned<Kept> pinned = pages.get(id, () -> find(id, state, timings));
      if (pinned != null) {
        return shared(id, state, pinned);
      }
    }
    return readAlone(state, from, timings);
  }

  private Page shared(PageId id, StreamState state, SingleFlightCache.Pinned<Kept> pinned) {
    Kept kept = pinned.value();
    if (goesOnFrom(id)) {
      prefetch(state, kept.to(), AHEAD);
    }
    long length = 0;
    for (MessageBatch batch : kept.batches()) {
      length += batch.length();
    }
    Lease piece;
    try {
      piece = responses.forPiece(length);
    } catch (InsufficientMemoryException e) {
      pinned.close();
      throw e;
    }
    int pieceBytes = (int) Math.max(ResponseMemory.SMALL_PIECE, piece.bytes());
    return new Page(kept.batches(), kept.to(), kept.next(), pieceBytes, once(pinned, piece));
  }

  /** Closes both, once. */
  private static Hold once(Hold first, Hold second) {
    AtomicBoolean closed = new AtomicBoolean();
    return () -> {
      if (!closed.getAndSet(true)) {
        first.close();
        second.close();
      }
    };
  }

  /**
   * Reads a page for one client.
   *
   * @throws InsufficientMemoryException when there is no memory for the page
   */
  Page readAlone(StreamState state, long from, RequestTimings timings) {
    ResponseMemory.Room room = responses.forPage(Math.min(pageBytes, unread(state, from)));
    PageReader.Run run = null;
    Page page = null;
    try {
      run = reader.read(state, from, room.pageBytes(), timings);
      List<MessageBatch> batches = settled(run, room);
      Offset next = offsets.offsetAfter(state, run.batches(), run.to());
      page = new Page(batches, run.to(), next, room.pieceBytes(), once(run.hold(), room));
      return page;
    } finally {
      if (page == null) {
        room.close();
        if (run != null) {
          run.close();
        }
      }
    }
  }

  /** Whether the byte before {@code position}, which is not the start, is a carriage return. */
  public boolean endsInReturn(StreamState state, long position, RequestTimings timings) {
    try (PageReader.Run run = reader.read(state, position - 1, 1, timings)) {
      return LineEnds.endsInReturn(run.batches());
    }
  }

  /** The bytes from {@code from} to the tail; many where the stream does not count bytes. */
  private static long unread(StreamState state, long from) {
    return state.contentType().unit() == PositionUnit.BYTES
        ? state.tail().position() - from
        : Integer.MAX_VALUE;
  }

  private static List<MessageBatch> settled(PageReader.Run run, ResponseMemory.Room room) {
    if (room.settle(run.retainedBytes())) {
      return run.batches();
    }
    PageReader.Run detached = run.detached();
    if (!room.settle(detached.retainedBytes())) {
      room.settleLarge(detached.retainedBytes());
    }
    return detached.batches();
  }

  /**
   * Whether the open segment holds less than two pages from here on, as far as its average tells.
   */
  private boolean isNearTail(StreamState state, long from) {
    Tail tail = state.tail();
    if (from < tail.segmentStart()) {
      return false;
    }
    if (from >= tail.position()) {
      return true;
    }
    double left = (double) (tail.position() - from) / (tail.position() - tail.segmentStart());
    return tail.segmentBytes() * left < 2.0 * pageBytes;
  }

  /** Begins to read the next {@code ahead} pages from {@code from} on, one after the other. */
  private void prefetch(StreamState state, long from, int ahead) {
    if (isNearTail(state, from)) {
      return;
    }
    PageId id = new PageId(state.key(), from);
    pages.begin(
        id,
        readAhead,
        () -> find(id, state, RequestTimings.OFF),
        page -> {
          if (ahead > 1) {
            prefetch(state, page.to(), ahead - 1);
          }
        });
  }

  /** Reads a page into the cache; {@code null} when that has no room for it. */
  private SingleFlightCache.@Nullable Found<Kept> find(
      PageId id, StreamState state, RequestTimings timings) {
    Lease lease = pageBytes > largest ? null : pages.makeRoom(pageBytes);
    if (lease == null) {
      return null;
    }
    SingleFlightCache.Found<Kept> found = null;
    try {
      found = find(id, state, lease, timings);
    } finally {
      if (found == null) {
        lease.close();
      }
    }
    return found;
  }

  private SingleFlightCache.@Nullable Found<Kept> find(
      PageId id, StreamState state, Lease lease, RequestTimings timings) {
    try (PageReader.Run run = reader.read(state, id.from(), pageBytes, timings)) {
      PageReader.Run detached = run.detached();
      long bytes = Retained.bytes(detached.batches());
      if (!fits(lease, bytes)) {
        return null;
      }
      Offset next = offsets.offsetAfter(state, run.batches(), run.to());
      boolean lasting = run.to() < state.tail().position();
      if (lasting) {
        ends.add(endOf(id, run.to()));
      }
      return new SingleFlightCache.Found<>(
          new Kept(detached.batches(), run.to(), next), lasting, lease);
    }
  }

  private boolean fits(Lease lease, long bytes) {
    if (bytes <= lease.bytes()) {
      lease.shrinkTo(bytes);
      return true;
    }
    return bytes <= largest && pages.grow(lease, bytes - lease.bytes());
  }

  private static PageId endOf(PageId id, long to) {
    return new PageId(id.key(), to);
  }

  /** Whether a reader of this page is likely to read sequentially. */
  private boolean goesOnFrom(PageId id) {
    return id.from() == 0 || ends.contains(id);
  }
}
