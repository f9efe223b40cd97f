package durablestreams.application.read;

import durablestreams.application.memory.Hold;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.read.OffsetResolver.Place;
import durablestreams.application.sequencer.Presence;
import durablestreams.application.sequencer.StreamLookup;
import durablestreams.application.sequencer.cache.StreamEntry;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamState;
import java.util.List;
import java.util.Optional;

/**
 * Use case of catch-up reads: a page from the hot log, the archive, and inherited streams
 * (protocol, section 5.6).
 */
public final class ReadStream {

  /** Reads a page of a stream from a position on. */
  @FunctionalInterface
  private interface PageSource {
    PageCache.Page page(StreamState state, long position);
  }

  private final StreamLookup lookup;
  private final OffsetResolver offsets;
  private final PageCache pages;

  public ReadStream(StreamLookup lookup, OffsetResolver offsets, PageCache pages) {
    this.lookup = lookup;
    this.offsets = offsets;
    this.pages = pages;
  }

  /** Reads a page of messages. */
  public ReadOutcome read(StreamPath path, OffsetParameter from, RequestTimings timings) {
    return read(path, from, (state, position) -> pages.read(state, position, timings));
  }

  /** Reads a page for a client that is sent the bytes of the messages. */
  public ReadOutcome readBytes(StreamPath path, OffsetParameter from, RequestTimings timings) {
    return read(path, from, (state, position) -> pages.readBytes(state, position, timings));
  }

  private ReadOutcome read(StreamPath path, OffsetParameter from, PageSource source) {
    return switch (lookup.findAndTouch(path)) {
      case Presence.Absent() -> new ReadOutcome.NotFound();
      case Presence.SoftDeleted() -> new ReadOutcome.Gone();
      case Presence.Present(StreamEntry entry) -> read(entry, from, source);
    };
  }

  private ReadOutcome read(StreamEntry entry, OffsetParameter from, PageSource source) {
    StreamState state = entry.committed();
    try {
      return switch (from) {
        case OffsetParameter.Beginning() ->
            page(state, new Place(state.front().position(), state.front().offset(), true), source);
        case OffsetParameter.Now() ->
            page(state, new Place(state.tail().position(), state.tail().offset(), true), source);
        case OffsetParameter.At(Offset offset) when state.front().isAfter(offset) ->
            new ReadOutcome.Trimmed(state.front().offset());
        case OffsetParameter.At(Offset offset) -> {
          Optional<Place> place = offsets.placeOf(state, offset);
          if (place.isPresent()) {
            yield page(state, place.get(), source);
          }
          if (lookup.purged(entry)) {
            yield new ReadOutcome.NotFound();
          }
          if (wasTrimmed(state, entry)) {
            yield read(entry, from, source);
          }
          yield new ReadOutcome.BadOffset(badOffset(state));
        }
      };
    } catch (VanishedException e) {
      if (lookup.purged(entry)) {
        return new ReadOutcome.NotFound();
      }
      if (wasTrimmed(state, entry)) {
        return read(entry, from, source);
      }
      throw e;
    }
  }

  /** Whether a part of the stream was removed while it was read. */
  private static boolean wasTrimmed(StreamState state, StreamEntry entry) {
    return !entry.committed().front().equals(state.front());
  }

  /** One-line error for an offset that is not a position of the stream. */
  public static String badOffset(StreamState state) {
    return "the offset names no place in this stream, whose tail is " + state.tail().offset();
  }

  private ReadOutcome page(StreamState state, Place place, PageSource source) {
    long tail = state.tail().position();
    if (place.position() == tail) {
      return new ReadOutcome.Page(
          state.key(),
          state.contentType(),
          state.expiry(),
          state.tail().offset(),
          state.tail().offset(),
          new PageContent.Messages(List.of()),
          true,
          state.isClosed(),
          ResponseMemory.SMALL_PIECE,
          Hold.NONE);
    }
    PageCache.Page page = source.page(state, place.position());
    Offset from = place.offset();
    if (!place.exact() && page.cutBefore() > 0) {
      long start = place.position() - page.cutBefore();
      page.hold().close();
      from = offsets.offsetOf(state, start);
      page = source.page(state, start);
    }
    boolean upToDate = page.to() == tail;
    return new ReadOutcome.Page(
        state.key(),
        state.contentType(),
        state.expiry(),
        from,
        page.next(),
        page.content(),
        upToDate,
        upToDate && state.isClosed(),
        page.pieceBytes(),
        page.hold());
  }
}
