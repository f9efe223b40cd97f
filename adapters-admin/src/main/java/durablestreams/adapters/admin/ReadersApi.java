package durablestreams.adapters.admin;

import durablestreams.application.admin.BrowseReaders;
import durablestreams.application.admin.BrowseReaders.Reader;
import durablestreams.application.json.JsonWriter;
import durablestreams.application.live.Delivery;
import durablestreams.application.observe.log.AuditLog;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The admin API of the live readers of a stream. */
public final class ReadersApi {

  private static final AuditLog AUDIT = new AuditLog();
  private static final String ROOT = "/admin/readers/";
  private static final int DEFAULT_LIMIT = 100;
  private static final String ID = "the id of a reader in the list of readers";

  private ReadersApi() {}

  /**
   * @param streams empty while the server starts
   */
  public static List<AdminRoute> routes(Supplier<Optional<Streams>> streams) {
    return List.of(
        AdminRoute.get(
            ROOT,
            "live readers of a stream, as JSON: ?after=, ?limit=",
            request -> StartedPart.call(streams, found -> list(found.readers(), request))),
        AdminRoute.delete(
            ROOT,
            "disconnects a live reader of a stream: ?id=",
            request -> StartedPart.call(streams, found -> disconnect(found.readers(), request))));
  }

  private static AdminResponse list(BrowseReaders readers, AdminRequest request) {
    long after = request.id("after", "the `next` of the list before");
    int limit = request.number("limit", DEFAULT_LIMIT, 1, BrowseReaders.MAX_READERS);
    return readers
        .list(request.stream(ROOT).value(), after, limit)
        .map(found -> page(found, found.size() == limit))
        .orElseGet(
            () -> AdminResponse.error(404, "stream_not_found", "there is no stream of this name"));
  }

  private static AdminResponse page(List<Reader> readers, boolean more) {
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
    return AdminResponse.json(200, json.endObject() + "\n");
  }

  private static AdminResponse disconnect(BrowseReaders readers, AdminRequest request) {
    long id = request.id("id", ID);
    if (id == 0) {
      throw AdminRequest.badQuery("?id= is needed: " + ID);
    }
    return readers
        .disconnect(request.stream(ROOT).value(), id)
        .map(reader -> disconnected(request, reader))
        .orElseGet(() ->
            AdminResponse.error(
                404, "reader_not_found", "this stream has no live reader of this id"));
  }

  private static AdminResponse disconnected(AdminRequest request, Reader reader) {
    AUDIT.changed(
        "disconnected %s reader %d from %s: %s"
            .formatted(
                kind(reader),
                reader.id(),
                reader.address(),
                AdminAccess.printable(request.path())));
    JsonWriter json = new JsonWriter().beginObject().member("disconnected", reader.id());
    return AdminResponse.json(200, json.endObject() + "\n");
  }

  private static String kind(Reader reader) {
    return reader.delivery() == Delivery.EVENTS ? "sse" : "long-poll";
  }
}
