package durablestreams.adapters.http.live;

import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.limits.LiveReaders;
import durablestreams.adapters.http.observe.RequestKind;
import durablestreams.adapters.http.protocol.StreamErrors;
import durablestreams.application.access.Access;
import durablestreams.application.access.Caller;
import durablestreams.application.follow.FollowOutcome;
import durablestreams.application.follow.FollowStream;
import durablestreams.application.live.Delivery;
import durablestreams.application.live.LiveClient;
import durablestreams.application.live.LiveReader;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.stream.StreamPath;

/** Start of live reads, within the limits, by long-poll or SSE. */
public final class LiveReads {

  private final FollowStream follow;
  private final LiveReaders readers;
  private final LongPoll longPoll;
  private final SseSession sse;

  public LiveReads(FollowStream follow, LiveReaders readers, LongPoll longPoll, SseSession sse) {
    this.follow = follow;
    this.readers = readers;
    this.longPoll = longPoll;
    this.sse = sse;
  }

  /**
   * A live read that was asked for.
   *
   * @param echoed the cursor the client sent, or {@link Long#MIN_VALUE}
   */
  public record Request(StreamPath path, OffsetParameter from, long echoed, Access.Granted access) {
    Caller caller() {
      return access.caller();
    }
  }

  public void longPoll(Exchange exchange, Request request) throws InterruptedException {
    exchange.kind(RequestKind.LONG_POLL);
    readers.enter(true);
    try (LiveReader reader = open(exchange, request, Delivery.BYTES)) {
      longPoll.serve(exchange, request, reader);
    } finally {
      readers.leave(true);
    }
  }

  public void sse(Exchange exchange, Request request) throws InterruptedException {
    exchange.kind(RequestKind.SSE);
    readers.enter(false);
    try (LiveReader reader = open(exchange, request, Delivery.EVENTS)) {
      sse.serve(exchange, request, reader);
    } finally {
      readers.leave(false);
    }
  }

  private LiveReader open(Exchange exchange, Request request, Delivery delivery) {
    LiveClient client = new LiveClient(delivery, exchange::address);
    return switch (follow.follow(request.path(), request.from(), client, exchange.timings())) {
      case FollowOutcome.Opened(LiveReader reader) ->
          new WatchedReader(reader, exchange.liveWait());
      case FollowOutcome.NotFound() -> throw StreamErrors.notFound();
      case FollowOutcome.Gone() -> throw StreamErrors.gone();
      case FollowOutcome.Trimmed(Offset earliest) -> throw StreamErrors.trimmed(earliest);
      case FollowOutcome.BadOffset(String reason) -> throw StreamErrors.badOffset(reason);
      case FollowOutcome.TooManyReaders(int limit) ->
          throw new HttpProblem(
                  ErrorCode.TOO_MANY_READERS, "a stream has at most " + limit + " live readers")
              .with(Fields.RETRY_AFTER, "5");
    };
  }
}
