package durablestreams.adapters.admin;

import durablestreams.application.admin.BrowseReaders;
import durablestreams.application.admin.BrowseReaders.Reader;
import durablestreams.application.json.JsonWriter;
import durablestreams.application.live.Delivery;
import durablestreams.domain.stream.StreamPath;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The admin API of the live readers of a stream. */
public final class ReadersApi {

  private static final System.Logger AUDIT = System.getLogger("durablestreams.audit");
  private static final String ROOT = "/admin/readers/";
  private static final int DEFAULT_LIMIT = 100;

  private ReadersApi() {}

  /**
   * @param streams empty while the server starts
   */
  public static List<AdminRoute> routes(Supplier<Optional<Streams>> streams) {
    return List.of(
        AdminRoute.get(
            ROOT,
            "live readers of a stream, as JSON: ?after=, ?limit=",
            call -> Started.call(streams, found -> list(found.readers(), call))),
        AdminRoute.delete(
            ROOT,
            "disconnects a live reader of a stream: ?id=",
            call -> Started.call(streams, found -> disconnect(found.readers(), call))));
  }

  private static Page list(BrowseReaders readers, Call call) {
    Optional<Long> after = number(call.parameter("after"), 0);
    Optional<Long> limit =
        number(call.parameter("limit"), DEFAULT_LIMIT)
            .filter(given -> given >= 1 && given <= BrowseReaders.MAX_READERS);
    if (after.isEmpty() || limit.isEmpty()) {
      return Page.error(
          400,
          "bad_query",
          "limit is a number from 1 to "
              + BrowseReaders.MAX_READERS
              + ", after the next of a list");
    }
    return withName(
        call,
        name ->
            readers
                .list(name, after.get(), limit.get().intValue())
                .map(found -> page(found, found.size() == limit.get()))
                .orElseGet(
                    () -> Page.error(404, "stream_not_found", "there is no stream of this name")));
  }

  private static Page page(List<Reader> readers, boolean more) {
    JsonWriter json = new JsonWriter(128 * (readers.size() + 1)).beginObject();
    json.name("readers").beginArray();
    for (Reader reader : readers) {
      json.beginObject().member("id", reader.id()).member("kind", kind(reader));
      json.member("address", reader.address()).member("since", reader.since().toString());
      json.member("offset", reader.at().token());
      json.member("deliveredBytes", reader.deliveredBytes()).endObject();
    }
    json.endArray();
    json.member("next", more ? Long.toString(readers.getLast().id()) : null);
    return Page.json(200, json.endObject() + "\n");
  }

  private static Page disconnect(BrowseReaders readers, Call call) {
    Optional<Long> id = number(call.parameter("id"), 0).filter(given -> given > 0);
    if (id.isEmpty()) {
      return Page.error(400, "bad_query", "id is the id of a reader in the list of readers");
    }
    return withName(
        call,
        name ->
            readers
                .disconnect(name, id.get())
                .map(reader -> disconnected(call, reader))
                .orElseGet(() ->
                    Page.error(
                        404, "reader_not_found", "this stream has no live reader of this id")));
  }

  private static Page disconnected(Call call, Reader reader) {
    AUDIT.log(
        Level.INFO,
        "audit: disconnected {0} reader {1} from {2}: {3}",
        kind(reader),
        Long.toString(reader.id()),
        reader.address(),
        AdminAccess.printable(call.path()));
    JsonWriter json = new JsonWriter().beginObject().member("disconnected", reader.id());
    return Page.json(200, json.endObject() + "\n");
  }

  private static String kind(Reader reader) {
    return reader.delivery() == Delivery.EVENTS ? "sse" : "long-poll";
  }

  private static Page withName(Call call, Function<String, Page> answer) {
    try {
      return answer.apply(StreamPath.decode(call.path().substring(ROOT.length())).value());
    } catch (IllegalArgumentException e) {
      return Page.error(400, "bad_path", String.valueOf(e.getMessage()));
    }
  }

  private static Optional<Long> number(@Nullable String text, long otherwise) {
    if (text == null) {
      return Optional.of(otherwise);
    }
    return Optional.of(text).filter(digits -> digits.matches("[0-9]{1,18}")).map(Long::valueOf);
  }
}
