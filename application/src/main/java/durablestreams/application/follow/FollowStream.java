package durablestreams.application.follow;

import durablestreams.application.live.Delivery;
import durablestreams.application.live.LiveClient;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.read.OffsetResolver;
import durablestreams.application.read.OffsetResolver.Place;
import durablestreams.application.read.PageCache;
import durablestreams.application.read.ReadStream;
import durablestreams.application.read.ResponseMemory;
import durablestreams.application.sequencer.Presence;
import durablestreams.application.sequencer.StreamLookup;
import durablestreams.application.sequencer.cache.StreamCache;
import durablestreams.application.sequencer.cache.StreamEntry;
import durablestreams.application.tail.TailFollower;
import durablestreams.application.tail.TailHub;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamState;
import java.util.Optional;

/** Use case of live reads, for both long-poll and SSE (protocol, sections 5.7 and 5.8). */
public final class FollowStream {

  private final StreamLookup lookup;
  private final StreamCache cache;
  private final TailHub tails;
  private final OffsetResolver offsets;
  private final PageCache pages;
  private final ResponseMemory responses;

  public FollowStream(
      StreamLookup lookup,
      StreamCache cache,
      TailHub tails,
      OffsetResolver offsets,
      PageCache pages,
      ResponseMemory responses) {
    this.lookup = lookup;
    this.cache = cache;
    this.tails = tails;
    this.offsets = offsets;
    this.pages = pages;
    this.responses = responses;
  }

  /** Opens a live read of this process. */
  public FollowOutcome follow(
      StreamPath path, OffsetParameter from, Delivery delivery, RequestTimings timings) {
    return follow(path, from, LiveClient.here(delivery), timings);
  }

  /** Opens a live read that only the calling thread may use. Restarts a sliding time to live. */
  public FollowOutcome follow(
      StreamPath path, OffsetParameter from, LiveClient client, RequestTimings timings) {
    return switch (lookup.findAndTouch(path)) {
      case Presence.Absent() -> new FollowOutcome.NotFound();
      case Presence.SoftDeleted() -> new FollowOutcome.Gone();
      case Presence.Present(StreamEntry entry) -> follow(entry, from, client, timings);
    };
  }

  private FollowOutcome follow(
      StreamEntry entry, OffsetParameter from, LiveClient client, RequestTimings timings) {
    StreamState state = entry.committed();
    if (from instanceof OffsetParameter.At(Offset offset) && state.front().isAfter(offset)) {
      return new FollowOutcome.Trimmed(state.front().offset());
    }
    Optional<Place> place =
        switch (from) {
          case OffsetParameter.Beginning() ->
              Optional.of(new Place(state.front().position(), state.front().offset(), true));
          case OffsetParameter.Now() ->
              Optional.of(new Place(state.tail().position(), state.tail().offset(), true));
          case OffsetParameter.At(Offset offset) -> offsets.placeOf(state, offset);
        };
    if (place.isEmpty()) {
      if (lookup.purged(entry)) {
        return new FollowOutcome.NotFound();
      }
      return entry.committed().front().equals(state.front())
          ? new FollowOutcome.BadOffset(ReadStream.badOffset(state))
          : follow(entry, from, client, timings);
    }
    TailFollower follower = tails.follow(entry.key(), client, place.get().offset());
    if (follower == null) {
      return new FollowOutcome.TooManyReaders(tails.maxFollowersPerStream());
    }
    return new FollowOutcome.Opened(
        new TailingReader(
            state,
            place.get(),
            follower,
            new LiveSource(
                state.contentType(),
                client.delivery(),
                place.get().exact(),
                follower,
                offsets,
                pages,
                responses,
                timings,
                tails.metrics()),
            cache,
            lookup,
            offsets,
            timings));
  }
}
