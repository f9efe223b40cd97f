package durablestreams.cli.session;

import durablestreams.cli.base.CliException;
import durablestreams.cli.base.ExitCode;
import durablestreams.cli.client.Page;
import durablestreams.cli.client.StreamPages;
import durablestreams.cli.json.Json;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Listing made of the events of the stream {@code __registry__}. */
public final class RegistryListing implements StreamListing {
  private static final String REGISTRY = "__registry__";

  private final Session session;

  public RegistryListing(Session session) {
    this.session = session;
  }

  @Override
  public void list(String prefix, Consumer<Entry> entries) {
    Map<String, Entry> streams = new TreeMap<>();
    try {
      StreamPages pages = session.pages(session.stream(REGISTRY), "-1");
      Page page;
      do {
        page = pages.next();
        page.messages().forEach(event -> apply(event, prefix, streams));
      } while (!page.upToDate());
    } catch (CliException e) {
      throw e.exitCode() == ExitCode.NOT_FOUND ? noRegistry() : e;
    }
    streams.values().forEach(entries);
  }

  private static CliException noRegistry() {
    return new CliException(
        ExitCode.NOT_FOUND,
        "no_registry",
        "this server has no stream __registry__ to list streams from (REGISTRY=off?); inspect"
            + " lists those in a data folder");
  }

  private static void apply(byte[] event, String prefix, Map<String, Entry> streams) {
    Map<String, Object> object = Json.object(event).orElse(Map.of());
    String name = Json.string(object, "key");
    if (!name.startsWith(prefix) || !Json.string(object, "type").equals("stream")) {
      return;
    }
    if (Json.string(Json.member(object, "headers"), "operation").equals("delete")) {
      streams.remove(name);
    } else {
      Map<String, Object> value = Json.member(object, "value");
      streams.put(
          name,
          new Entry(name, Json.string(value, "contentType"), Json.number(value, "createdAt", 0)));
    }
  }
}
