package durablestreams.application.read;

import durablestreams.application.observe.RequestTimings;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.reading.ReadLimit;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamState;
import durablestreams.domain.stream.Tail;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Full pages that were read before, and the next one of a reader that goes from page to page.
 *
 * <p>A page that ends before the tail never changes, wherever its messages are moved, so it is kept
 * under the stream's key and its start. Readers that begin at the same place and go on from page to
 * page share them. A page in flight is in the map already, so it is read once however many want it.
 * Least recently used pages make room; {@code maxBytes} bounds what is kept, in bytes of the arrays
 * behind it.
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

    private static final Page NONE = new Page(List.of(), 0, Offset.START);

    private long retainedBytes() {
      long bytes = 0;
      byte[] counted = null;
      for (MessageBatch batch : batches) {
        if (batch.array() != counted) {
          counted = batch.array();
          bytes += counted.length;
        }
      }
      return bytes;
    }
  }

  private final PageReader reader;
  private final Places places;
  private final int pageBytes;
  private final long maxBytes;
  private final Executor readAhead;
  private final LinkedHashMap<PageId, CompletableFuture<Page>> pages =
      new LinkedHashMap<>(64, 0.75f, true);
  private final Set<PageId> ends = new HashSet<>();
  private long bytes;

  /**
   * @param page how much a full page holds
   * @param maxBytes what may be kept; 0 keeps nothing
   * @param readAhead runs reads of pages that nobody asked for yet
   */
  public PageCache(
      PageReader reader, Places places, ReadLimit page, long maxBytes, Executor readAhead) {
    this.reader = reader;
    this.places = places;
    this.pageBytes = page.maxBytes();
    this.maxBytes = maxBytes;
    this.readAhead = readAhead;
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
    CompletableFuture<Page> mine = new CompletableFuture<>();
    CompletableFuture<Page> flight = enter(id, mine);
    if (flight == mine) {
      fetch(id, state, mine, timings);
    }
    Page page;
    try {
      page = flight.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
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
    CompletableFuture<Page> mine = new CompletableFuture<>();
    CompletableFuture<Page> flight = enter(id, mine);
    if (flight == mine) {
      readAhead.execute(() -> {
        fetch(id, state, mine, RequestTimings.OFF);
        goOn(state, mine, ahead);
      });
    } else {
      goOn(state, flight, ahead);
    }
  }

  private void goOn(StreamState state, CompletableFuture<Page> flight, int ahead) {
    if (ahead > 1 && flight.isDone() && !flight.isCompletedExceptionally()) {
      prefetch(state, flight.join().to(), ahead - 1);
    }
  }

  private synchronized CompletableFuture<Page> enter(PageId id, CompletableFuture<Page> mine) {
    CompletableFuture<Page> known = pages.get(id);
    if (known == null) {
      pages.put(id, mine);
      return mine;
    }
    return known;
  }

  /** Whether a reader that asks for this page probably asks for the next one too. */
  private synchronized boolean goesOnFrom(PageId id) {
    return id.from() == 0 || ends.contains(id);
  }

  private void fetch(
      PageId id, StreamState state, CompletableFuture<Page> flight, RequestTimings timings) {
    try {
      Page page = readNow(state, id.from(), timings);
      boolean full = page.to() < state.tail().position();
      keep(id, full ? page : null);
      flight.complete(page);
    } catch (RuntimeException | Error e) {
      keep(id, null);
      flight.completeExceptionally(e);
    }
  }

  private synchronized void keep(PageId id, @Nullable Page page) {
    if (page == null) {
      pages.remove(id);
      return;
    }
    bytes += page.retainedBytes();
    ends.add(new PageId(id.key(), page.to()));
    Iterator<Map.Entry<PageId, CompletableFuture<Page>>> eldest = pages.entrySet().iterator();
    while (bytes > maxBytes && eldest.hasNext()) {
      Map.Entry<PageId, CompletableFuture<Page>> entry = eldest.next();
      if (entry.getValue().isDone()) {
        Page old = entry.getValue().getNow(Page.NONE);
        bytes -= old.retainedBytes();
        ends.remove(new PageId(entry.getKey().key(), old.to()));
        eldest.remove();
      }
    }
  }
}
