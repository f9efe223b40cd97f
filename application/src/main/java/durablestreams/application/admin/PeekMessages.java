package durablestreams.application.admin;

import durablestreams.application.admin.PeekOutcome.PeekedMessage;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.read.OffsetResolver;
import durablestreams.application.read.PageReader;
import durablestreams.application.read.ReadStream;
import durablestreams.application.read.VanishedException;
import durablestreams.application.sequencer.Presence;
import durablestreams.application.sequencer.StreamLookup;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Use case that shows operators a part of a stream, message by message and without using it: a time
 * to live goes on, and no live reader is counted.
 */
public final class PeekMessages {

  /** Maximum messages of one part. */
  public static final int MAX_MESSAGES = 1_000;

  /** Bytes of a message that are shown. */
  private static final int MAX_SHOWN = 64 << 10;

  private static final int MAX_BYTES = 512 << 10;

  private final StreamLookup lookup;
  private final OffsetResolver offsets;
  private final PageReader pages;

  public PeekMessages(StreamLookup lookup, OffsetResolver offsets, PageReader pages) {
    this.lookup = lookup;
    this.offsets = offsets;
    this.pages = pages;
  }

  /**
   * Messages that follow on each other.
   *
   * @param back units before {@code from} to begin at: messages, or bytes, in which case it begins
   *     with a whole append
   */
  public PeekOutcome peek(StreamPath path, OffsetParameter from, long back, int limit) {
    if (!(lookup.find(path) instanceof Presence.Present(var entry))) {
      return new PeekOutcome.NotFound();
    }
    StreamState state = entry.committed();
    try {
      return switch (from) {
        case OffsetParameter.Beginning() -> part(state, state.front().position(), 0, limit);
        case OffsetParameter.Now() -> part(state, state.tail().position(), back, limit);
        case OffsetParameter.At(Offset offset) ->
            offsets
                .placeOf(state, offset)
                .map(place -> part(state, place.position(), back, limit))
                .orElseGet(() -> new PeekOutcome.BadOffset(ReadStream.badOffset(state)));
      };
    } catch (VanishedException e) {
      return new PeekOutcome.NotFound();
    }
  }

  private PeekOutcome part(StreamState state, long position, long back, int limit) {
    long start = Math.max(state.front().position(), position - Math.max(0, back));
    if (start == state.tail().position()) {
      return messages(state, start, List.of(), start);
    }
    int most = Math.clamp(limit, 1, MAX_MESSAGES);
    int cut;
    try (PageReader.Run run = pages.read(state, start, MAX_BYTES, RequestTimings.OFF)) {
      cut = run.batches().getFirst().cutBefore();
      if (cut == 0) {
        return messages(state, start, run.batches(), most);
      }
    }
    try (PageReader.Run run = pages.read(state, start - cut, MAX_BYTES, RequestTimings.OFF)) {
      return messages(state, start - cut, run.batches(), most);
    }
  }

  private PeekOutcome messages(
      StreamState state, long start, List<MessageBatch> batches, long limit) {
    List<PeekedMessage> found = new ArrayList<>();
    long at = start;
    for (MessageBatch batch : batches) {
      for (int i = 0; i < batch.messageCount() && found.size() < limit; i++) {
        if (i == 0 && batch.cutBefore() > 0) {
          continue; // the rest of a large append, which was counted with its beginning
        }
        int from = batch.messageFrom(i);
        int to = batch.messageTo(i);
        long size = to - from + (i == batch.messageCount() - 1 ? batch.cutOff() : 0L);
        long end = at + (state.contentType().isJson() ? 1 : size);
        found.add(
            new PeekedMessage(
                at,
                offsets.offsetOf(state, end),
                size,
                Arrays.copyOfRange(batch.array(), from, Math.min(to, from + MAX_SHOWN))));
        at = end;
      }
    }
    return new PeekOutcome.Messages(
        state.contentType(),
        state.front().position(),
        start,
        List.copyOf(found),
        found.isEmpty() ? offsets.offsetOf(state, at) : found.getLast().next(),
        at,
        state.tail().position(),
        state.isClosed());
  }
}
