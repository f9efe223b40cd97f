package durablestreams.application.read;

import durablestreams.application.observe.RequestTimings;
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

/**
 * Full pages that were read before, and the next one of a reader that goes from page to page.
 *
 * <p>A page that ends before the tail never changes, wherever its messages are moved, so it is kept
 * under the stream's key and its start. Readers that begin at the same place and go on from page to
 * page share them.
 *
 * <p>Reads near the tail pass by: they are short, and what they find may grow.
 */
public final class PageCache {

  /** Pages that are read before they are asked for. */
  private static final int AHEAD = 2;

  private record PageId(StreamKey key, long from) {}

  /**
   * Messages from a position on, contiguous.
   *
   * @param to the position after them
   * @param next the offset of {@code to}
   */
  public record Page(List<MessageBatch> batches, long to, Offset next) {

    private long retainedBytes() {
      long bytes = 0;
      byte[] counted = null;
      for (MessageBatch batch : batches) {
        if (batch.array() != counted) {
          counted = batch.array();
          bytes += counted.length;
        }
        bytes += (long) batch.messageCount() * Integer.BYTES;
      }
      return bytes;
    }
  }

  private final PageReader reader;
  private final Places places;
  private final int pageBytes;
  private final long maxBytes;
  private final Executor readAhead;
  private final SharedReads<PageId, Page> pages;

  /** Where the pages that are kept end. */
  private final Set<PageId> ends = ConcurrentHashMap.newKeySet();

  /**
   * @param page how much a full page holds
   * @param maxBytes what may be kept, in bytes of the arrays behind the pages; 0 keeps nothing
   * @param readAhead runs reads of pages that nobody asked for yet
   */
  public PageCache(
      PageReader reader, Places places, ReadLimit page, long maxBytes, Executor readAhead) {
    this.reader = reader;
    this.places = places;
    this.pageBytes = page.maxBytes();
    this.maxBytes = maxBytes;
    this.readAhead = readAhead;
    this.pages =
        new SharedReads<>(maxBytes, Page::retainedBytes, (id, old) -> ends.remove(endOf(id, old)));
  }

  /**
   * Reads from {@code from}, which is before the tail of {@code state}; see {@link
   * PageReader#read}.
   */
  public Page read(StreamState state, long from, RequestTimings timings) {
    if (isNearTail(state, from) || maxBytes == 0) {
      return readNow(state, from, timings);
    }
    PageId id = new PageId(state.key(), from);
    Page page = pages.get(id, () -> find(id, state, timings));
    if (goesOnFrom(id)) {
      prefetch(state, page.to(), AHEAD);
    }
    return page;
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

  private Page readNow(StreamState state, long from, RequestTimings timings) {
    PageReader.Run run = reader.read(state, from, timings);
    return new Page(run.batches(), run.to(), places.offsetOf(state, run.to()));
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

  private SharedReads.Found<Page> find(PageId id, StreamState state, RequestTimings timings) {
    Page page = readNow(state, id.from(), timings);
    if (page.to() == state.tail().position()) {
      return new SharedReads.Found<>(page, false);
    }
    ends.add(endOf(id, page));
    List<MessageBatch> few = FewBatches.of(page.batches());
    return new SharedReads.Found<>(new Page(few, page.to(), page.next()), true);
  }

  private static PageId endOf(PageId id, Page page) {
    return new PageId(id.key(), page.to());
  }

  /** Whether a reader that asks for this page probably asks for the next one too. */
  private boolean goesOnFrom(PageId id) {
    return id.from() == 0 || ends.contains(id);
  }
}
