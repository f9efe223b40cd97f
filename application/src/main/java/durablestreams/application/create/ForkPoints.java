package durablestreams.application.create;

import durablestreams.application.create.CreateCommand.ForkOf;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.read.OffsetResolver;
import durablestreams.application.read.PageReader;
import durablestreams.application.read.VanishedException;
import durablestreams.application.sequencer.StreamLookup;
import durablestreams.application.sequencer.cache.StreamCache;
import durablestreams.application.sequencer.cache.StreamEntry;
import durablestreams.domain.creation.ForkPoint;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.PositionUnit;
import durablestreams.domain.retention.RetentionRules;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamState;
import durablestreams.domain.stream.SystemStreams;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Resolver of the position in a source at which a fork begins (protocol, section 4.2). */
public final class ForkPoints {

  private final StreamCache cache;
  private final StreamLookup lookup;
  private final OffsetResolver offsets;
  private final PageReader pages;

  public ForkPoints(
      StreamCache cache, StreamLookup lookup, OffsetResolver offsets, PageReader pages) {
    this.cache = cache;
    this.lookup = lookup;
    this.offsets = offsets;
    this.pages = pages;
  }

  /** Where a fork begins, or why it cannot. */
  public sealed interface Location {}

  public record Located(ForkPoint point) implements Location {}

  /** The source has no such place; {@code reason} is one line for the client. */
  public record Nowhere(String reason) implements Location {}

  /** The source was purged during the look-up. */
  public record NoSource() implements Location {}

  /** The stream that holds the name now, soft-deleted or not, or {@code null}. */
  @Nullable StreamEntry source(StreamPath path) {
    StreamEntry entry = cache.find(path);
    return entry == null || entry.gone() ? null : entry;
  }

  Location locate(StreamEntry source, ForkOf fork, RequestTimings timings) {
    try {
      Location location = locate(source.committed(), fork, timings);
      return location instanceof Nowhere && lookup.purged(source) ? new NoSource() : location;
    } catch (VanishedException e) {
      if (lookup.purged(source)) {
        return new NoSource();
      }
      throw e;
    }
  }

  private Location locate(StreamState source, ForkOf fork, RequestTimings timings) {
    if (source.path().equals(SystemStreams.REGISTRY)) {
      return new Nowhere("the streams of the server itself cannot be forked");
    }
    if (!RetentionRules.isForkable(source)) {
      return new Nowhere("the source cannot be forked: its first messages were removed");
    }
    Offset offset = fork.offset();
    if (offset == null) {
      return fork.subOffset() == 0
          ? new Located(new ForkPoint.AtTail(source.path()))
          : new Nowhere("Stream-Fork-Sub-Offset needs a Stream-Fork-Offset to count from");
    }
    Optional<OffsetResolver.Place> anchor = offsets.forkPlaceOf(source, offset);
    if (anchor.isEmpty()) {
      return new Nowhere(
          "Stream-Fork-Offset names no place in the source, whose tail is "
              + source.tail().offset());
    }
    long position = anchor.get().position();
    if (!anchor.get().exact()) {
      position -= cutBefore(source, position, timings);
    }
    if (fork.subOffset() > 0) {
      long longest = unitsToNextBoundary(source, position, timings);
      if (fork.subOffset() > longest) {
        return new Nowhere(
            "Stream-Fork-Sub-Offset is at most " + longest + " at this Stream-Fork-Offset");
      }
      position += fork.subOffset();
    }
    Offset at = offsets.offsetOf(source, position);
    if (isCut(source, position, timings)) {
      at = at.asCut();
    }
    return new Located(new ForkPoint.At(source.path(), source.key(), position, at));
  }

  /** Whether the unit before {@code position} is not the last one of the append that wrote it. */
  private boolean isCut(StreamState source, long position, RequestTimings timings) {
    if (position <= source.front().position()
        || position == source.tail().position()
        || source.contentType().unit() == PositionUnit.MESSAGES) {
      return false;
    }
    try (PageReader.Run run = pages.read(source, position - 1, 1, timings)) {
      MessageBatch before = run.batches().getFirst();
      return before.messageTo(0) - before.from() > 1
          || (before.messageCount() == 1 && before.cutOff() > 0);
    }
  }

  /** How many units before {@code position} the append begins that it is inside of; 0 if none. */
  private int cutBefore(StreamState source, long position, RequestTimings timings) {
    if (position == source.tail().position()
        || source.contentType().unit() == PositionUnit.MESSAGES) {
      return 0;
    }
    try (PageReader.Run run = pages.read(source, position, 1, timings)) {
      return run.batches().getFirst().cutBefore();
    }
  }

  /**
   * How far a sub-offset may reach: to the end of the message at {@code position}, or of all
   * messages in JSON mode.
   */
  private long unitsToNextBoundary(StreamState source, long position, RequestTimings timings) {
    long left = source.tail().position() - position;
    if (left == 0 || source.contentType().unit() == PositionUnit.MESSAGES) {
      return left;
    }
    long message;
    try (PageReader.Run run = pages.read(source, position, 1, timings)) {
      MessageBatch batch = run.batches().getFirst();
      message = batch.messageTo(0) - batch.from();
      if (batch.messageCount() == 1) {
        message += batch.cutOff();
      }
    }
    long inherited = source.lineage().holding(position).to() - position;
    return Math.min(left, Math.min(message, inherited));
  }
}
