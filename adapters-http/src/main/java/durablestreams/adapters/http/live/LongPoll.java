package durablestreams.adapters.http.live;

import durablestreams.adapters.http.caching.CachePolicy;
import durablestreams.adapters.http.caching.EntityTag;
import durablestreams.adapters.http.caching.ExpiryFields;
import durablestreams.adapters.http.caching.PageBody;
import durablestreams.adapters.http.exchange.Deadline;
import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.adapters.http.exchange.Response;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.protocol.StreamErrors;
import durablestreams.application.live.LiveBatch;
import durablestreams.application.live.LiveReader;
import durablestreams.application.live.LiveStep;
import durablestreams.domain.cursor.CursorRules;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.OffsetParameter;
import io.helidon.http.Status;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Live read by long-poll: one response, as soon as there is data (protocol, section 5.7). */
public final class LongPoll {

  private final Duration timeout;
  private final CachePolicy caching;
  private final InstantSource clock;
  private final RandomGenerator random;

  public LongPoll(
      Duration timeout, CachePolicy caching, InstantSource clock, RandomGenerator random) {
    this.timeout = timeout;
    this.caching = caching;
    this.clock = clock;
    this.random = random;
  }

  void serve(Exchange exchange, LiveReads.Request request, LiveReader reader)
      throws InterruptedException {
    Duration wait = Deadline.in(timeout, request.caller(), clock).left();
    switch (reader.next(wait)) {
      case LiveStep.Data data -> {
        try (data) {
          data(exchange, request, reader, data);
        }
      }
      case LiveStep.Timeout(Offset tail, boolean ignored) ->
          nothing(exchange, request, reader, tail)
              .add(Fields.STREAM_CURSOR, cursor(request))
              .send();
      case LiveStep.Ended(Offset tail) ->
          nothing(exchange, request, reader, tail).add(Fields.CLOSED).send();
      case LiveStep.Trimmed(Offset earliest) -> throw StreamErrors.trimmed(earliest);
      case LiveStep.Deleted() -> throw StreamErrors.notFound();
      case LiveStep.Stopping(Offset tail) ->
          nothing(exchange, request, reader, tail)
              .add(Fields.STREAM_CURSOR, cursor(request))
              .send();
    }
  }

  private Response nothing(
      Exchange exchange, LiveReads.Request request, LiveReader reader, Offset tail) {
    Response response =
        exchange
            .respond(Status.NO_CONTENT_204)
            .add(isNow(request) ? Fields.NO_STORE : caching.answer(request.access()).nothingYet())
            .add(Fields.STREAM_NEXT_OFFSET, tail.token())
            .add(Fields.UP_TO_DATE);
    return ExpiryFields.add(response, reader.expiry());
  }

  private void data(
      Exchange exchange, LiveReads.Request request, LiveReader reader, LiveStep.Data data) {
    List<MessageBatch> messages = new ArrayList<>(data.batches().size());
    for (LiveBatch batch : data.batches()) {
      messages.addAll(batch.messages());
    }
    Offset next = data.batches().getLast().next();
    EntityTag tag =
        isNow(request)
            ? null
            : EntityTag.of(reader.key(), reader.from(), next, data.upToDate(), data.closed());
    boolean known = tag != null && tag.matches(exchange.fields().joined(Fields.IF_NONE_MATCH));
    Response response =
        exchange
            .respond(known ? Status.NOT_MODIFIED_304 : Status.OK_200)
            .add(Fields.STREAM_NEXT_OFFSET, next.token())
            .add(
                tag == null
                    ? Fields.NO_STORE
                    : caching.answer(request.access()).longPoll(reader.expiry()))
            .add(Fields.STREAM_CURSOR, cursor(request));
    ExpiryFields.add(response, reader.expiry());
    if (tag != null) {
      response.add(Fields.ETAG, tag.plain());
    }
    if (data.upToDate()) {
      response.add(Fields.UP_TO_DATE);
    }
    if (data.closed()) {
      response.add(Fields.CLOSED);
    }
    if (known) {
      response.send();
      return;
    }
    response
        .add(Fields.CONTENT_TYPE, reader.contentType().value())
        .send(new PageBody(messages, reader.contentType().isJson(), data.pieceBytes()));
  }

  /** Whether the address means another place each time that it is asked for. */
  private static boolean isNow(LiveReads.Request request) {
    return request.from() instanceof OffsetParameter.Now;
  }

  private long cursor(LiveReads.Request request) {
    return CursorRules.next(request.echoed(), clock.instant(), random);
  }
}
