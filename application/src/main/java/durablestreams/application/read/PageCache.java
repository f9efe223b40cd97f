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
import durablestreams.domain.reading.ReadLimit;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamState;
import durablestreams.domain.stream.Tail;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
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

  /**
   * @param joined whether its messages are outside of the heap, for readers of bytes
   */
  private record PageId(StreamKey key, long from, boolean joined) {}

  /** Page of the cache: messages that readers share. */
  private record CachedPage(PageContent content, long to, Offset next) {}

  /**
   * Messages from a position on, contiguous, in memory that is leased until the page is closed.
   *
   * @param to the position after them
   * @param next the offset of {@code to}
   * @param pieceBytes the largest buffer to write them through, which is leased as well
   */
  public record Page(PageContent content, long to, Offset next, int pieceBytes, Hold hold) {

    /** Units of its first message before the page; 0 unless it begins inside a message. */
    public int cutBefore() {
      return content.cutBefore();
    }

    /** The messages of a page that was not read as bytes. */
    public List<MessageBatch> batches() {
      return content.batches();
    }
  }

  private final PageReader reader;
  private final OffsetResolver offsets;
  private final MemoryBudget memory;
  private final ResponseMemory responses;
  private final UncachedPages uncached;
  private final PageBlocks blocks;
  private final int pageBytes;
  private final long largest;
  private final Executor readAhead;
  private final CacheMetrics metrics = new CacheMetrics("page");
  private final SingleFlightCache<PageId, CachedPage> pages;

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
    this.memory = memory;
    this.responses = responses;
    this.uncached = new UncachedPages(reader, offsets, page, responses);
    this.blocks =
        new PageBlocks(memory, Share.PAGE_CACHE, Math.min(PageBlocks.BYTES, page.maxBytes()));
    this.pageBytes = page.maxBytes();
    this.largest = memory.limit(Share.PAGE_CACHE) / PART;
    this.readAhead = readAhead;
    this.pages =
        new SingleFlightCache<>(
            memory,
            Share.PAGE_CACHE,
            (id, old) -> ends.remove(endOf(id, old.to())),
            metrics,
            blocks::shrink);
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
    return read(state, from, false, timings);
  }

  /**
   * Reads like {@link #read}, for a client that is sent the bytes of the messages: a page of the
   * cache has them joined, outside of the heap.
   */
  public Page readBytes(StreamState state, long from, RequestTimings timings) {
    return read(state, from, true, timings);
  }

  private Page read(StreamState state, long from, boolean joined, RequestTimings timings) {
    if (!isNearTail(state, from)) {
      PageId id = new PageId(state.key(), from, joined);
      SingleFlightCache.Pinned<CachedPage> pinned = pages.get(id, () -> find(id, state, timings));
      if (pinned != null) {
        return shared(id, state, pinned);
      }
    }
    return uncached.read(state, from, timings);
  }

  private Page shared(PageId id, StreamState state, SingleFlightCache.Pinned<CachedPage> pinned) {
    CachedPage cached = pinned.value();
    if (goesOnFrom(id)) {
      prefetch(endOf(id, cached.to()), state, AHEAD);
    }
    Lease piece;
    try {
      piece = responses.forPiece(cached.content().length(state.contentType().isJson()));
    } catch (InsufficientMemoryException e) {
      pinned.close();
      throw e;
    }
    int pieceBytes = (int) Math.max(ResponseMemory.SMALL_PIECE, piece.bytes());
    return new Page(
        cached.content(),
        cached.to(),
        cached.next(),
        pieceBytes,
        UncachedPages.once(pinned, piece));
  }

  /** Whether the byte before {@code position}, which is not the start, is a carriage return. */
  public boolean endsInReturn(StreamState state, long position, RequestTimings timings) {
    try (PageReader.Run run = reader.read(state, position - 1, 1, timings)) {
      return LineEnds.endsInReturn(run.batches());
    }
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

  /** Begins to read the next {@code ahead} pages from this one on, one after the other. */
  private void prefetch(PageId id, StreamState state, int ahead) {
    if (isNearTail(state, id.from())) {
      return;
    }
    pages.begin(
        id,
        readAhead,
        () -> find(id, state, RequestTimings.OFF),
        page -> {
          if (ahead > 1) {
            prefetch(endOf(id, page.to()), state, ahead - 1);
          }
        });
  }

  /** Reads a page into the cache; {@code null} when that has no room for it. */
  private SingleFlightCache.@Nullable Found<CachedPage> find(
      PageId id, StreamState state, RequestTimings timings) {
    if (pageBytes > largest) {
      return null;
    }
    return id.joined() ? findJoined(id, state, timings) : findMessages(id, state, timings);
  }

  private SingleFlightCache.@Nullable Found<CachedPage> findMessages(
      PageId id, StreamState state, RequestTimings timings) {
    Lease lease = pages.makeRoom(pageBytes);
    if (lease == null) {
      return null;
    }
    SingleFlightCache.Found<CachedPage> found = null;
    try (PageReader.Run run = reader.read(state, id.from(), pageBytes, timings)) {
      PageReader.Run detached = run.detached();
      if (fits(lease, Retained.bytes(detached.batches()))) {
        found = found(id, state, run, new PageContent.Messages(detached.batches()), lease);
      }
      return found;
    } finally {
      if (found == null) {
        lease.close();
      }
    }
  }

  /** While the messages are joined they are in the heap too, in memory of a response. */
  private SingleFlightCache.@Nullable Found<CachedPage> findJoined(
      PageId id, StreamState state, RequestTimings timings) {
    boolean json = state.contentType().isJson();
    Lease heap = memory.tryTake(Share.RESPONSES, pageBytes);
    if (heap == null) {
      return null;
    }
    PageBlocks.Taken taken = null;
    SingleFlightCache.Found<CachedPage> found = null;
    try (heap;
        PageReader.Run run = reader.read(state, id.from(), pageBytes, timings)) {
      PageContent.Messages messages = new PageContent.Messages(run.batches());
      long length = messages.length(json);
      boolean fits = length <= pageBytes || heap.grow(length - pageBytes);
      taken = fits && length <= largest ? blocks(length) : null;
      if (taken != null) {
        PageContent joined = PageJoiner.join(messages, json, taken.buffers());
        found = found(id, state, run, joined, taken);
      }
      return found;
    } finally {
      if (taken != null && found == null) {
        taken.close();
      }
    }
  }

  private PageBlocks.@Nullable Taken blocks(long bytes) {
    PageBlocks.Taken taken = blocks.take(bytes);
    while (taken == null && pages.evict()) {
      taken = blocks.take(bytes);
    }
    return taken;
  }

  private SingleFlightCache.Found<CachedPage> found(
      PageId id, StreamState state, PageReader.Run run, PageContent content, Hold lease) {
    Offset next = offsets.offsetAfter(state, run.batches(), run.to());
    boolean lasting = run.to() < state.tail().position();
    if (lasting) {
      ends.add(endOf(id, run.to()));
    }
    return new SingleFlightCache.Found<>(new CachedPage(content, run.to(), next), lasting, lease);
  }

  private boolean fits(Lease lease, long bytes) {
    if (bytes <= lease.bytes()) {
      lease.shrinkTo(bytes);
      return true;
    }
    return bytes <= largest && pages.grow(lease, bytes - lease.bytes());
  }

  private static PageId endOf(PageId id, long to) {
    return new PageId(id.key(), to, id.joined());
  }

  /** Whether a reader of this page is likely to read sequentially. */
  private boolean goesOnFrom(PageId id) {
    return id.from() == 0 || ends.contains(id);
  }
}
