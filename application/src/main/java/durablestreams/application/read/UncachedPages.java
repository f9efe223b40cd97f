package durablestreams.application.read;

import durablestreams.application.memory.Hold;
import durablestreams.application.memory.InsufficientMemoryException;
import durablestreams.application.observe.RequestTimings;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.PositionUnit;
import durablestreams.domain.reading.ReadLimit;
import durablestreams.domain.stream.StreamState;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reader of pages for a single client, in memory of the share of responses, bypassing the cache.
 */
final class UncachedPages {

  private final PageReader reader;
  private final OffsetResolver offsets;
  private final int pageBytes;
  private final ResponseMemory responses;

  UncachedPages(
      PageReader reader, OffsetResolver offsets, ReadLimit page, ResponseMemory responses) {
    this.reader = reader;
    this.offsets = offsets;
    this.pageBytes = page.maxBytes();
    this.responses = responses;
  }

  /**
   * Reads a page.
   *
   * @throws InsufficientMemoryException when there is no memory for the page
   */
  PageCache.Page read(StreamState state, long from, RequestTimings timings) {
    ResponseMemory.Room room = responses.forPage(Math.min(pageBytes, unread(state, from)));
    PageReader.Run run = null;
    PageCache.Page page = null;
    try {
      run = reader.read(state, from, room.pageBytes(), timings);
      List<MessageBatch> batches = settled(run, room);
      Offset next = offsets.offsetAfter(state, run.batches(), run.to());
      PageContent content = new PageContent.Messages(batches);
      page = new PageCache.Page(content, run.to(), next, room.pieceBytes(), once(run.hold(), room));
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

  /** Closes both, once. */
  static Hold once(Hold first, Hold second) {
    AtomicBoolean closed = new AtomicBoolean();
    return () -> {
      if (!closed.getAndSet(true)) {
        first.close();
        second.close();
      }
    };
  }
}
