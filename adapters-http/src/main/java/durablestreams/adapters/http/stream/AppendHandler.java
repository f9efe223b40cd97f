package durablestreams.adapters.http.stream;

import durablestreams.adapters.http.auth.Authorizer;
import durablestreams.adapters.http.cluster.Placement;
import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.adapters.http.exchange.Response;
import durablestreams.adapters.http.headers.FieldName;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.headers.InternTable;
import durablestreams.adapters.http.headers.RequestFields;
import durablestreams.adapters.http.limits.RateLimit;
import durablestreams.adapters.http.protocol.Preconditions;
import durablestreams.adapters.http.protocol.ProtocolFields;
import durablestreams.adapters.http.protocol.StreamErrors;
import durablestreams.application.access.Action;
import durablestreams.application.access.Caller;
import durablestreams.application.append.AppendCommand;
import durablestreams.application.append.AppendToStream;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import io.helidon.http.Status;
import org.jspecify.annotations.Nullable;

/** Handler of POST: appends and closes (protocol, sections 5.2 and 5.3). */
public final class AppendHandler implements Route {

  private static final int RECENT_TYPES = 64;

  private final InternTable<ContentType> types =
      new InternTable<>(RECENT_TYPES, ProtocolFields::contentType);
  private final AppendToStream append;
  private final Authorizer authorizer;
  private final RateLimit<String> rate;
  private final Placement placement;

  public AppendHandler(
      AppendToStream append, Authorizer authorizer, RateLimit<String> rate, Placement placement) {
    this.append = append;
    this.authorizer = authorizer;
    this.rate = rate;
    this.placement = placement;
  }

  @Override
  public void handle(Exchange exchange, StreamPath path) throws InterruptedException {
    Caller caller = authorizer.pass(exchange, Action.APPEND, path);
    Preconditions.checkChange(exchange.fields());
    take(rate, caller);
    if (placement.forwards(exchange)) {
      return;
    }
    RequestFields fields = exchange.fields();
    boolean close = fields.isTrue(Fields.STREAM_CLOSED);
    ProducerStamp stamp = ProtocolFields.producer(fields);
    StreamSeq seq = ProtocolFields.streamSeq(fields);
    byte[] body = exchange.body();
    ContentType type = body.length == 0 ? null : contentType(fields);
    if (type == null && body.length > 0) {
      throw new HttpProblem(
          ErrorCode.BAD_HEADER, "a body needs a Content-Type, the same as the stream's");
    }
    AppendCommand command =
        new AppendCommand(
            path, type, body, stamp, seq, close, caller.tenant(), exchange.bodyLease());
    answer(exchange, append.append(command, exchange.timings()));
  }

  /** Counts one append of the caller's tenant. */
  static void take(RateLimit<String> rate, Caller caller) {
    int retryAfter = rate.take(caller.tenant());
    if (retryAfter > 0) {
      throw StreamErrors.tooOften("too many appends: slow down", retryAfter);
    }
  }

  private @Nullable ContentType contentType(RequestFields fields) {
    String text = fields.single(Fields.CONTENT_TYPE);
    return text == null || text.isEmpty() ? null : types.get(text);
  }

  private static void answer(Exchange exchange, AppendOutcome outcome) {
    switch (outcome) {
      case AppendOutcome.Accepted accepted -> accepted(exchange, accepted);
      case AppendOutcome.Duplicate(Offset tail, long epoch, long highest, boolean closed) ->
          success(exchange, Status.NO_CONTENT_204, tail, closed)
              .add(Fields.PRODUCER_EPOCH, epoch)
              .add(Fields.PRODUCER_SEQ, highest)
              .send();
      case AppendOutcome.AlreadyClosed(Offset tail) ->
          success(exchange, Status.NO_CONTENT_204, tail, true).send();
      case AppendOutcome.NotFound() -> throw StreamErrors.notFound();
      case AppendOutcome.Gone() -> throw StreamErrors.gone();
      case AppendOutcome.StreamClosed(Offset tail) ->
          exchange.refuse(
              new HttpProblem(ErrorCode.STREAM_CLOSED, "the stream is closed")
                  .with(Fields.STREAM_CLOSED, "true")
                  .with(Fields.STREAM_NEXT_OFFSET, tail.token()));
      case AppendOutcome.ContentTypeMismatch(ContentType expected) ->
          exchange.refuse(
              ErrorCode.CONTENT_TYPE_MISMATCH,
              "the content type must be that of the stream, %s, not `%s`"
                  .formatted(expected, exchange.fields().joined(Fields.CONTENT_TYPE)));
      case AppendOutcome.StaleEpoch(long current) ->
          exchange.refuse(
              refusal(
                  ErrorCode.PRODUCER_EPOCH_STALE,
                  "a producer with the same id and a later epoch has taken over",
                  Fields.PRODUCER_EPOCH,
                  current));
      case AppendOutcome.SequenceGap(long expected, long received) ->
          exchange.refuse(
              refusal(
                      ErrorCode.PRODUCER_SEQUENCE_GAP,
                      "the producer skipped a sequence number",
                      Fields.PRODUCER_EXPECTED_SEQ,
                      expected)
                  .with(Fields.PRODUCER_RECEIVED_SEQ, Long.toString(received)));
      case AppendOutcome.EpochStartsAtZero(long epoch, long received) ->
          exchange.refuse(
              ErrorCode.PRODUCER_EPOCH_STARTS_AT_ZERO,
              "a new epoch starts with Producer-Seq 0, but this request has " + received);
      case AppendOutcome.SequenceRegression(StreamSeq last, StreamSeq received) ->
          exchange.refuse(
              new HttpProblem(
                      ErrorCode.STREAM_SEQUENCE_REGRESSION,
                      "Sequence conflict: Stream-Seq must be after the last one, " + last.value())
                  .with(Fields.STREAM_SEQ, last.value()));
      case AppendOutcome.TooManyProducers(int limit) ->
          exchange.refuse(
              ErrorCode.TOO_MANY_PRODUCERS,
              "a stream remembers at most "
                  + limit
                  + " producers, and all of them were used within the last hour");
      case AppendOutcome.StorageFull(boolean ofTenant, long limit) ->
          exchange.refuse(StreamErrors.storageFull(ofTenant, limit));
      case AppendOutcome.BadBody(String reason) -> exchange.refuse(ErrorCode.BAD_BODY, reason);
    }
  }

  private static void accepted(Exchange exchange, AppendOutcome.Accepted accepted) {
    ProducerStamp stamp = accepted.stamp();
    boolean ok = stamp != null && accepted.withData();
    Response response =
        success(
            exchange,
            ok ? Status.OK_200 : Status.NO_CONTENT_204,
            accepted.tail(),
            accepted.closed());
    if (stamp != null) {
      response.add(Fields.PRODUCER_EPOCH, stamp.epoch()).add(Fields.PRODUCER_SEQ, stamp.seq());
    }
    response.send();
  }

  private static Response success(Exchange exchange, Status status, Offset tail, boolean closed) {
    Response response =
        exchange.respond(status).add(Fields.NO_STORE).add(Fields.STREAM_NEXT_OFFSET, tail.token());
    return closed ? response.add(Fields.CLOSED) : response;
  }

  private static HttpProblem refusal(ErrorCode code, String sentence, FieldName name, long value) {
    return new HttpProblem(code, sentence).with(name, Long.toString(value));
  }
}
