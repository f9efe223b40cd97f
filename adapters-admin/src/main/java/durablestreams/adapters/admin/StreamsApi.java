package durablestreams.adapters.admin;

import durablestreams.application.admin.BrowseStreams;
import durablestreams.application.json.JsonWriter;
import durablestreams.application.port.StreamDirectory.ListedStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The admin API of streams, and its description in OpenAPI. */
public final class StreamsApi {

  private static final String LIST = "/admin/streams";
  private static final String FORKS = "/admin/forks/";
  private static final int DEFAULT_LIMIT = 100;
  private static final String OPENAPI = "openapi.json";

  private StreamsApi() {}

  /**
   * @param streams empty while the server starts
   */
  public static List<AdminRoute> routes(Supplier<Optional<Streams>> streams) {
    AdminResponse openApi = openApi();
    return List.of(
        AdminRoute.get(
            LIST,
            "streams by name, as JSON: ?prefix=, ?after=, ?limit=",
            request -> StartedPart.call(streams, found -> list(found, request))),
        AdminRoute.get(
            LIST + "/",
            "one stream, as JSON: /admin/streams/{name}",
            request -> StartedPart.call(streams, found -> describe(found, request))),
        AdminRoute.get(
            FORKS,
            "forks of a stream, as JSON: ?after=, ?limit=",
            request -> StartedPart.call(streams, found -> forks(found, request))),
        AdminRoute.get("/admin/openapi.json", "this API in OpenAPI", request -> openApi));
  }

  private static AdminResponse openApi() {
    try (InputStream in = StreamsApi.class.getResourceAsStream(OPENAPI)) {
      if (in == null) {
        throw new IllegalStateException(OPENAPI + " is missing in the jar");
      }
      return AdminResponse.of(200, "application/json", in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AdminResponse list(Streams found, AdminRequest request) {
    int limit = limit(request);
    List<ListedStream> streams =
        found
            .browse()
            .list(text(request.parameter("prefix")), text(request.parameter("after")), limit);
    boolean more = streams.size() == limit;
    return page(found, streams, more ? streams.getLast().path().value() : null);
  }

  private static AdminResponse page(
      Streams found, List<ListedStream> streams, @Nullable String next) {
    JsonWriter json = new JsonWriter(256 * (streams.size() + 1)).beginObject();
    json.name("streams").beginArray();
    for (ListedStream stream : streams) {
      StreamJson.members(json.beginObject(), stream, found.readers().count(stream.key()));
      json.endObject();
    }
    json.endArray().member("next", next);
    return AdminResponse.json(200, json.endObject() + "\n");
  }

  private static AdminResponse forks(Streams found, AdminRequest request) {
    int limit = limit(request);
    long after = request.id("after", "the `next` of the list before");
    return found
        .browse()
        .forks(request.stream(FORKS).value(), after, limit)
        .map(forks -> {
          boolean more = forks.size() == limit;
          return page(found, forks, more ? Long.toString(forks.getLast().key().value()) : null);
        })
        .orElseGet(StreamsApi::notFound);
  }

  private static AdminResponse describe(Streams found, AdminRequest request) {
    return found
        .browse()
        .describe(request.stream(LIST + "/").value())
        .map(stream -> AdminResponse.json(200, StreamJson.of(stream)))
        .orElseGet(StreamsApi::notFound);
  }

  private static String text(@Nullable String parameter) {
    return parameter == null ? "" : parameter;
  }

  private static int limit(AdminRequest request) {
    return request.number("limit", DEFAULT_LIMIT, 1, BrowseStreams.MAX_STREAMS);
  }

  private static AdminResponse notFound() {
    return AdminResponse.error(404, "stream_not_found", "there is no stream of this name");
  }
}
