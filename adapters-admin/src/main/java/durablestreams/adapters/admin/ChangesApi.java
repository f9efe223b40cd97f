package durablestreams.adapters.admin;

import durablestreams.application.append.AppendCommand;
import durablestreams.application.create.CreateCommand;
import durablestreams.application.json.JsonWriter;
import durablestreams.application.observe.RequestTimings;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.creation.CreateOutcome;
import durablestreams.domain.creation.Precondition;
import durablestreams.domain.deletion.DeleteOutcome;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.SystemStreams;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The admin API that creates, appends to, closes, forks and deletes streams. */
public final class ChangesApi {

  private static final String ROOT = "/admin/streams/";

  private final Supplier<Optional<Streams>> streams;

  private ChangesApi(Supplier<Optional<Streams>> streams) {
    this.streams = streams;
  }

  /**
   * @param streams empty while the server starts
   */
  public static List<AdminRoute> routes(Supplier<Optional<Streams>> streams) {
    ChangesApi api = new ChangesApi(streams);
    return List.of(
        AdminRoute.put(
            ROOT,
            "creates a stream: ?contentType=, ?ttl=, ?fork=, ?offset=",
            request -> api.change(request, (found, path) -> create(found, path, request))),
        AdminRoute.post(
            ROOT,
            "appends the body to a stream, or closes it: ?close=true",
            request -> api.change(request, (found, path) -> append(found, path, request))),
        AdminRoute.delete(
            ROOT, "deletes a stream", request -> api.change(request, ChangesApi::delete)));
  }

  private AdminResponse change(
      AdminRequest request, BiFunction<Streams, StreamPath, AdminResponse> change) {
    return StartedPart.call(
        streams,
        found -> {
          StreamPath path = request.stream(ROOT);
          if (path.equals(SystemStreams.REGISTRY) || SystemStreams.isControl(path)) {
            throw new AdminProblem(405, "read_only", "only the server itself changes this stream");
          }
          try {
            return change.apply(found, path);
          } catch (IllegalArgumentException e) {
            throw AdminRequest.badQuery(String.valueOf(e.getMessage()));
          }
        });
  }

  private static AdminResponse create(Streams streams, StreamPath path, AdminRequest request) {
    String type = request.parameter("contentType");
    String source = request.parameter("fork");
    CreateCommand command =
        new CreateCommand(
            path,
            type == null ? null : new ContentType(type),
            expiry(request.parameter("ttl")),
            request.body(),
            false,
            source == null
                ? CreateCommand.NO_FORK
                : new CreateCommand.ForkOf(
                    new StreamPath(source), offset(request.parameter("offset")), 0));
    return switch (streams.create().create(command, RequestTimings.OFF)) {
      case CreateOutcome.Created(ContentType ignored, Offset tail, boolean closed) ->
          done(201, tail, closed);
      case CreateOutcome.AlreadyExists(ContentType ignored, Offset tail, boolean closed) ->
          done(200, tail, closed);
      case CreateOutcome.Conflict(String reason) ->
          AdminResponse.error(409, "stream_conflict", reason);
      case CreateOutcome.PreconditionFailed(Precondition failed) ->
          throw new IllegalStateException("a creation without a precondition failed: " + failed);
      case CreateOutcome.TooManyStreams(int limit) ->
          AdminResponse.error(
              429, "too_many_streams", "a tenant has at most " + limit + " streams");
      case CreateOutcome.TooDeep(int limit) ->
          AdminResponse.error(
              409, "fork_too_deep", "forks of forks are at most " + limit + " deep");
      case CreateOutcome.SourceNotFound() ->
          AdminResponse.error(404, "fork_source_not_found", "there is no stream to fork from");
      case CreateOutcome.SourceGone() ->
          AdminResponse.error(410, "fork_source_gone", "the stream to fork from was deleted");
      case CreateOutcome.BadForkPoint(String reason) ->
          AdminResponse.error(400, "bad_fork_point", reason);
      case CreateOutcome.StorageFull(boolean ignored, long limit) ->
          AdminResponse.error(507, "storage_full", "at most " + limit + " bytes are stored");
      case CreateOutcome.BadBody(String reason) -> AdminResponse.error(400, "bad_body", reason);
    };
  }

  private static @Nullable Expiry expiry(@Nullable String seconds) {
    if (seconds == null || seconds.isEmpty()) {
      return null;
    }
    if (!seconds.matches("[0-9]{1,10}")) {
      throw AdminRequest.badQuery("ttl must be a number of seconds, not `" + seconds + "`");
    }
    return new Expiry.Sliding(Long.parseLong(seconds));
  }

  private static @Nullable Offset offset(@Nullable String token) {
    return token == null || token.isEmpty() ? null : Offset.parse(token);
  }

  private static AdminResponse append(Streams streams, StreamPath path, AdminRequest request) {
    String type = request.header("Content-Type");
    boolean close = "true".equals(request.parameter("close"));
    if (request.body().length == 0 && !close) {
      return AdminResponse.error(400, "bad_body", "send messages, or ?close=true");
    }
    AppendCommand command =
        new AppendCommand(
            path,
            type == null || request.body().length == 0 ? null : new ContentType(type),
            request.body(),
            null,
            StreamSeq.NONE,
            close);
    return switch (streams.append().append(command, RequestTimings.OFF)) {
      case AppendOutcome.Accepted accepted -> done(200, accepted.tail(), accepted.closed());
      case AppendOutcome.AlreadyClosed(Offset tail) -> done(200, tail, true);
      case AppendOutcome.NotFound() -> notFound();
      case AppendOutcome.Gone() -> gone();
      case AppendOutcome.StreamClosed(Offset ignored) ->
          AdminResponse.error(409, "stream_closed", "the stream is closed");
      case AppendOutcome.ContentTypeMismatch(ContentType expected) ->
          AdminResponse.error(
              409, "content_type_mismatch", "the content type of the stream is " + expected);
      case AppendOutcome.StorageFull(boolean ignored, long limit) ->
          AdminResponse.error(507, "storage_full", "at most " + limit + " bytes are stored");
      case AppendOutcome.BadBody(String reason) -> AdminResponse.error(400, "bad_body", reason);
      case AppendOutcome.Duplicate duplicate -> throw unexpected(duplicate);
      case AppendOutcome.StaleEpoch stale -> throw unexpected(stale);
      case AppendOutcome.SequenceGap gap -> throw unexpected(gap);
      case AppendOutcome.EpochStartsAtZero epoch -> throw unexpected(epoch);
      case AppendOutcome.SequenceRegression regression -> throw unexpected(regression);
      case AppendOutcome.TooManyProducers producers -> throw unexpected(producers);
    };
  }

  private static IllegalStateException unexpected(AppendOutcome outcome) {
    return new IllegalStateException("an append without a producer got " + outcome);
  }

  private static AdminResponse delete(Streams streams, StreamPath path) {
    return switch (streams.delete().delete(path, RequestTimings.OFF)) {
      case DeleteOutcome.Deleted() -> AdminResponse.json(200, "{\"deleted\":true}\n");
      case DeleteOutcome.NotFound() -> notFound();
      case DeleteOutcome.Gone() -> gone();
    };
  }

  private static AdminResponse notFound() {
    return AdminResponse.error(404, "stream_not_found", "there is no stream of this name");
  }

  private static AdminResponse gone() {
    return AdminResponse.error(
        410, "stream_gone", "the stream was deleted; its forks keep its messages");
  }

  private static AdminResponse done(int status, Offset tail, boolean closed) {
    JsonWriter json = new JsonWriter().beginObject();
    json.member("tail", tail.token()).member("closed", closed);
    return AdminResponse.json(status, json.endObject() + "\n");
  }
}
