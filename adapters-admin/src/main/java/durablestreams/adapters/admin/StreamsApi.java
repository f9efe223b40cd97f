package durablestreams.adapters.admin;

import durablestreams.application.admin.BrowseStreams;
import durablestreams.application.admin.StreamDetails;
import durablestreams.application.json.JsonWriter;
import durablestreams.application.port.StreamDirectory.ListedStream;
import durablestreams.domain.stream.StreamPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The admin API of streams, and its description in OpenAPI. */
public final class StreamsApi {

  private static final String LIST = "/admin/streams";
  private static final String FORKS = "/admin/forks/";
  private static final int DEFAULT_LIMIT = 100;
  private static final String OPENAPI = "openapi.json";

  private final Supplier<Optional<Streams>> streams;

  private StreamsApi(Supplier<Optional<Streams>> streams) {
    this.streams = streams;
  }

  /**
   * @param streams empty while the server starts
   */
  public static List<AdminRoute> routes(Supplier<Optional<Streams>> streams) {
    StreamsApi api = new StreamsApi(streams);
    Page openApi = openApi();
    return List.of(
        AdminRoute.get(
            LIST,
            "streams by name, as JSON: ?prefix=, ?after=, ?limit=",
            call -> api.started(call, api::list)),
        AdminRoute.get(
            LIST + "/",
            "one stream, as JSON: /admin/streams/{name}",
            call -> api.started(call, api::describe)),
        AdminRoute.get(
            FORKS,
            "forks of a stream, as JSON: ?after=, ?limit=",
            call -> api.started(call, api::forks)),
        AdminRoute.get("/admin/openapi.json", "this API in OpenAPI", call -> openApi));
  }

  private static Page openApi() {
    try (InputStream in = StreamsApi.class.getResourceAsStream(OPENAPI)) {
      if (in == null) {
        throw new IllegalStateException(OPENAPI + " is missing in the jar");
      }
      return Page.of(200, "application/json", in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Page started(Call call, BiFunction<Streams, Call, Page> answer) {
    return streams
        .get()
        .map(found -> answer.apply(found, call))
        .orElseGet(() -> Page.error(503, "unavailable", "the server starts: try again later"));
  }

  private Page list(Streams found, Call call) {
    Optional<Integer> limit = limit(call.parameter("limit"));
    if (limit.isEmpty()) {
      return Page.error(
          400, "bad_query", "limit is a number from 1 to " + BrowseStreams.MAX_STREAMS);
    }
    List<ListedStream> streams =
        found
            .browse()
            .list(text(call.parameter("prefix")), text(call.parameter("after")), limit.get());
    boolean more = streams.size() == limit.get();
    return page(found, streams, more ? streams.getLast().path().value() : null);
  }

  private static Page page(Streams found, List<ListedStream> streams, @Nullable String next) {
    JsonWriter json = new JsonWriter(256 * (streams.size() + 1)).beginObject();
    json.name("streams").beginArray();
    for (ListedStream stream : streams) {
      StreamJson.members(json.beginObject(), stream, found.readers().count(stream.key()));
      json.endObject();
    }
    json.endArray().member("next", next);
    return Page.json(200, json.endObject() + "\n");
  }

  private Page forks(Streams found, Call call) {
    String after = call.parameter("after");
    Optional<Integer> limit = limit(call.parameter("limit"));
    if (limit.isEmpty() || (after != null && !after.matches("[0-9]{1,18}"))) {
      return Page.error(
          400,
          "bad_query",
          "limit is a number from 1 to "
              + BrowseStreams.MAX_STREAMS
              + ", after the next of a list");
    }
    try {
      String name = StreamPath.decode(call.path().substring(FORKS.length())).value();
      return found
          .browse()
          .forks(name, after == null ? 0 : Long.parseLong(after), limit.get())
          .map(forks -> {
            boolean more = forks.size() == limit.get();
            return page(found, forks, more ? Long.toString(forks.getLast().key().value()) : null);
          })
          .orElseGet(() -> Page.error(404, "stream_not_found", "there is no stream of this name"));
    } catch (IllegalArgumentException e) {
      return Page.error(400, "bad_path", String.valueOf(e.getMessage()));
    }
  }

  private static String text(@Nullable String parameter) {
    return parameter == null ? "" : parameter;
  }

  private static Optional<Integer> limit(@Nullable String text) {
    if (text == null) {
      return Optional.of(DEFAULT_LIMIT);
    }
    return Optional.of(text)
        .filter(digits -> digits.matches("[0-9]{1,4}"))
        .map(Integer::valueOf)
        .filter(limit -> limit >= 1 && limit <= BrowseStreams.MAX_STREAMS);
  }

  private Page describe(Streams found, Call call) {
    String raw = call.path().substring(LIST.length() + 1);
    StreamPath path;
    try {
      path = StreamPath.decode(raw);
    } catch (IllegalArgumentException e) {
      return Page.error(400, "bad_path", String.valueOf(e.getMessage()));
    }
    Optional<StreamDetails> details = found.browse().describe(path.value());
    return details
        .map(stream -> Page.json(200, StreamJson.of(stream)))
        .orElseGet(() -> Page.error(404, "stream_not_found", "there is no stream of this name"));
  }
}
