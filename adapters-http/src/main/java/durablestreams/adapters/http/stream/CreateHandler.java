package durablestreams.adapters.http.stream;

import durablestreams.adapters.http.auth.Authorizer;
import durablestreams.adapters.http.cluster.Placement;
import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.adapters.http.exchange.Response;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.headers.RequestFields;
import durablestreams.adapters.http.limits.RateLimit;
import durablestreams.adapters.http.protocol.Preconditions;
import durablestreams.adapters.http.protocol.ProtocolFields;
import durablestreams.adapters.http.protocol.StreamErrors;
import durablestreams.application.access.Action;
import durablestreams.application.access.Caller;
import durablestreams.application.create.CreateCommand;
import durablestreams.application.create.CreateCommand.ForkOf;
import durablestreams.application.create.CreateCommand.ForkRequest;
import durablestreams.application.create.CreateStream;
import durablestreams.domain.creation.CreateOutcome;
import durablestreams.domain.creation.Precondition;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.HuffmanCode;
import durablestreams.domain.stream.StreamPath;
import io.helidon.http.Status;

/** Handler of PUT: creates streams and forks (protocol, sections 4.2 and 5.1). */
public final class CreateHandler implements Route {

  private final CreateStream create;
  private final Authorizer authorizer;
  private final RateLimit<String> rate;
  private final Placement placement;
  private final String rootPrefix;

  /**
   * @param rate of appends, which a creation with a body counts as
   * @param rootPrefix the URL path under which streams live, with a slash at its end
   */
  public CreateHandler(
      CreateStream create,
      Authorizer authorizer,
      RateLimit<String> rate,
      Placement placement,
      String rootPrefix) {
    this.create = create;
    this.authorizer = authorizer;
    this.rate = rate;
    this.placement = placement;
    this.rootPrefix = rootPrefix;
  }

  @Override
  public void handle(Exchange exchange, StreamPath path) throws InterruptedException {
    Caller caller = authorizer.pass(exchange, Action.CREATE, path);
    if (exchange.hasBody()) {
      AppendHandler.take(rate, caller);
    }
    RequestFields fields = exchange.fields();
    ForkRequest fork = fork(fields);
    if (fork instanceof ForkOf(StreamPath source, var offset, var subOffset)) {
      authorizer.pass(exchange, Action.FORK, source);
    }
    Precondition precondition = Preconditions.ofCreation(fields);
    if (placement.forwards(exchange)) {
      return;
    }
    byte[] body = exchange.body();
    CreateCommand command =
        new CreateCommand(
            path,
            ProtocolFields.contentType(fields),
            ProtocolFields.expiry(fields),
            body,
            fields.isTrue(Fields.STREAM_CLOSED),
            fork,
            caller.tenant(),
            exchange.bodyLease(),
            precondition);
    answer(exchange, create.create(command, exchange.timings()));
  }

  private ForkRequest fork(RequestFields fields) {
    String from = fields.single(Fields.STREAM_FORKED_FROM);
    String offset = fields.single(Fields.STREAM_FORK_OFFSET);
    if (from == null) {
      if (offset != null || fields.has(Fields.STREAM_FORK_SUB_OFFSET)) {
        throw bad("Stream-Fork-Offset and Stream-Fork-Sub-Offset need a Stream-Forked-From");
      }
      return CreateCommand.NO_FORK;
    }
    long subOffset = ProtocolFields.subOffset(fields);
    if (offset == null) {
      if (subOffset > 0) {
        throw bad("Stream-Fork-Sub-Offset needs a Stream-Fork-Offset to count from");
      }
      return new ForkOf(source(from), null, 0);
    }
    if (!Offset.isToken(offset)) {
      throw bad("Stream-Fork-Offset is a value of Stream-Next-Offset, as it was returned");
    }
    return new ForkOf(source(from), Offset.parse(offset), subOffset);
  }

  private StreamPath source(String urlPath) {
    if (!urlPath.startsWith(rootPrefix) || urlPath.indexOf('?') >= 0 || urlPath.indexOf('#') >= 0) {
      throw bad("Stream-Forked-From is the URL path of a stream, such as " + rootPrefix + "name");
    }
    try {
      return StreamPath.decode(urlPath.substring(rootPrefix.length()));
    } catch (IllegalArgumentException e) {
      throw bad("Stream-Forked-From: " + e.getMessage());
    }
  }

  private static HttpProblem bad(String sentence) {
    return new HttpProblem(ErrorCode.BAD_HEADER, sentence);
  }

  private static void answer(Exchange exchange, CreateOutcome outcome) {
    switch (outcome) {
      case CreateOutcome.Created(ContentType type, Offset tail, boolean closed) ->
          success(exchange, Status.CREATED_201, type, tail, closed);
      case CreateOutcome.AlreadyExists(ContentType type, Offset tail, boolean closed) ->
          success(exchange, Status.OK_200, type, tail, closed);
      case CreateOutcome.Conflict(String reason) ->
          exchange.refuse(ErrorCode.STREAM_CONFLICT, reason);
      case CreateOutcome.PreconditionFailed(Precondition failed) ->
          exchange.refuse(Preconditions.failed(failed));
      case CreateOutcome.TooManyStreams(int limit) ->
          exchange.refuse(
              new HttpProblem(
                      ErrorCode.TOO_MANY_STREAMS,
                      "a tenant has at most " + limit + " streams: delete some first")
                  .with(Fields.RETRY_AFTER, "60"));
      case CreateOutcome.TooDeep(int limit) ->
          exchange.refuse(
              ErrorCode.FORK_TOO_DEEP,
              "forks of forks are at most " + limit + " deep: fork from an earlier stream");
      case CreateOutcome.SourceNotFound() ->
          exchange.refuse(
              ErrorCode.FORK_SOURCE_NOT_FOUND, "there is no stream at Stream-Forked-From");
      case CreateOutcome.SourceGone() ->
          exchange.refuse(
              ErrorCode.FORK_SOURCE_GONE, "the stream at Stream-Forked-From was deleted");
      case CreateOutcome.BadForkPoint(String reason) ->
          exchange.refuse(ErrorCode.BAD_FORK_POINT, reason);
      case CreateOutcome.StorageFull(boolean ofTenant, long limit) ->
          exchange.refuse(StreamErrors.storageFull(ofTenant, limit));
      case CreateOutcome.BadBody(String reason) -> exchange.refuse(ErrorCode.BAD_BODY, reason);
    }
  }

  private static void success(
      Exchange exchange, Status status, ContentType type, Offset tail, boolean closed) {
    Response response =
        exchange
            .respond(status)
            .add(Fields.NO_STORE)
            .add(Fields.LOCATION, location(exchange))
            .add(Fields.CONTENT_TYPE, type.value())
            .add(Fields.STREAM_NEXT_OFFSET, tail.token());
    if (closed) {
      response.add(Fields.CLOSED);
    }
    response.send();
  }

  private static String location(Exchange exchange) {
    String origin = exchange.origin();
    String before = origin == null ? "" : origin;
    String location = before + exchange.rawPath();
    return HuffmanCode.isLongerThanText(location)
        ? before + HuffmanCode.escapePath(exchange.rawPath())
        : location;
  }
}
