package durablestreams.adapters.admin;

import durablestreams.application.append.AppendCommand;
import durablestreams.application.create.CreateCommand;
import durablestreams.application.json.JsonWriter;
import durablestreams.application.observe.RequestTimings;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.creation.CreateOutcome;
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
            call -> api.change(call, (found, path) -> create(found, path, call))),
        AdminRoute.post(
            ROOT,
            "appends the body to a stream, or closes it: ?close=true",
            call -> api.change(call, (found, path) -> append(found, path, call))),
        AdminRoute.delete(ROOT, "deletes a stream", call -> api.change(call, ChangesApi::delete)));
  }

  private Page change(Call call, BiFunction<Streams, StreamPath, Page> change) {
    return Started.call(
        streams,
        found -> {
          try {
            StreamPath path = StreamPath.decode(call.path().substring(ROOT.length()));
            return path.equals(SystemStreams.REGISTRY) || SystemStreams.isControl(path)
                ? Page.error(405, "read_only", "only the server itself changes this stream")
                : change.apply(found, path);
          } catch (IllegalArgumentException e) {
            return Page.error(400, "bad_query", String.valueOf(e.getMessage()));
          }
        });
  }

  private static Page create(Streams streams, StreamPath path, Call call) {
    String type = call.parameter("contentType");
    String source = call.parameter("fork");
    CreateCommand command =
        new CreateCommand(
            path,
            type == null ? null : new ContentType(type),
            expiry(call.parameter("ttl")),
            call.body(),
            false,
            source == null
                ? CreateCommand.NO_FORK
                : new CreateCommand.ForkOf(
                    new StreamPath(source), offset(call.parameter("offset")), 0));
    return switch (streams.create().create(command, RequestTimings.OFF)) {
      case CreateOutcome.Created(ContentType ignored, Offset tail, boolean closed) ->
          done(201, tail, closed);
      case CreateOutcome.AlreadyExists(ContentType ignored, Offset tail, boolean closed) ->
          done(200, tail, closed);
      case CreateOutcome.Conflict(String reason) -> Page.error(409, "stream_conflict", reason);
      case CreateOutcome.TooManyStreams(int limit) ->
          Page.error(429, "too_many_streams", "a tenant has at most " + limit + " streams");
      case CreateOutcome.TooDeep(int limit) ->
          Page.error(409, "fork_too_deep", "forks of forks are at most " + limit + " deep");
      case CreateOutcome.SourceNotFound() ->
          Page.error(404, "fork_source_not_found", "there is no stream to fork from");
      case CreateOutcome.SourceGone() ->
          Page.error(410, "fork_source_gone", "the stream to fork from was deleted");
      case CreateOutcome.BadForkPoint(String reason) -> Page.error(400, "bad_fork_point", reason);
      case CreateOutcome.StorageFull(boolean ignored, long limit) ->
          Page.error(507, "storage_full", "at most " + limit + " bytes are stored");
      case CreateOutcome.BadBody(String reason) -> Page.error(400, "bad_body", reason);
    };
  }

  private static @Nullable Expiry expiry(@Nullable String seconds) {
    if (seconds == null || seconds.isEmpty()) {
      return null;
    }
    if (!seconds.matches("[0-9]{1,10}")) {
      throw new IllegalArgumentException("ttl is a number of seconds");
    }
    return new Expiry.Sliding(Long.parseLong(seconds));
  }

  private static @Nullable Offset offset(@Nullable String token) {
    return token == null || token.isEmpty() ? null : Offset.parse(token);
  }

  private static Page append(Streams streams, StreamPath path, Call call) {
    String type = call.header("Content-Type");
    boolean close = "true".equals(call.parameter("close"));
    if (call.body().length == 0 && !close) {
      return Page.error(400, "bad_body", "send messages, or ?close=true");
    }
    AppendCommand command =
        new AppendCommand(
            path,
            type == null || call.body().length == 0 ? null : new ContentType(type),
            call.body(),
            null,
            StreamSeq.NONE,
            close);
    return switch (streams.append().append(command, RequestTimings.OFF)) {
      case AppendOutcome.Accepted accepted -> done(200, accepted.tail(), accepted.closed());
      case AppendOutcome.AlreadyClosed(Offset tail) -> done(200, tail, true);
      case AppendOutcome.NotFound() -> notFound();
      case AppendOutcome.Gone() -> gone();
      case AppendOutcome.StreamClosed(Offset ignored) ->
          Page.error(409, "stream_closed", "the stream is closed");
      case AppendOutcome.ContentTypeMismatch(ContentType expected) ->
          Page.error(409, "content_type_mismatch", "the content type of the stream is " + expected);
      case AppendOutcome.StorageFull(boolean ignored, long limit) ->
          Page.error(507, "storage_full", "at most " + limit + " bytes are stored");
      case AppendOutcome.BadBody(String reason) -> Page.error(400, "bad_body", reason);
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

  private static Page delete(Streams streams, StreamPath path) {
    return switch (streams.delete().delete(path, RequestTimings.OFF)) {
      case DeleteOutcome.Deleted() -> Page.json(200, "{\"deleted\":true}\n");
      case DeleteOutcome.NotFound() -> notFound();
      case DeleteOutcome.Gone() -> gone();
    };
  }

  private static Page notFound() {
    return Page.error(404, "stream_not_found", "there is no stream of this name");
  }

  private static Page gone() {
    return Page.error(410, "stream_gone", "the stream was deleted; its forks keep its messages");
  }

  private static Page done(int status, Offset tail, boolean closed) {
    JsonWriter json = new JsonWriter().beginObject();
    json.member("tail", tail.token()).member("closed", closed);
    return Page.json(status, json.endObject() + "\n");
  }
}
