package durablestreams.cli.session;

import durablestreams.cli.base.CliException;
import durablestreams.cli.client.Call;
import durablestreams.cli.client.Reply;
import durablestreams.cli.client.StreamAddress;
import durablestreams.cli.client.StreamClient;
import durablestreams.cli.json.Json;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Client of the admin listener: its lists of streams and readers, a page at a time. */
public final class AdminApi implements AutoCloseable {
  private static final int PAGE = 1_000;

  private final String root;
  private final StreamClient client;

  AdminApi(Session session, String url, Optional<String> token) {
    String text = url.replaceAll("/+$", "");
    StreamAddress.root(text); // is refused if it is no URL
    this.root = text + "/admin/";
    this.client = session.client(token.map(value -> "Bearer " + value), text);
  }

  /** Hands over the streams whose names begin with {@code prefix}, in the order of their names. */
  public void streams(String prefix, Consumer<Map<String, Object>> streams) {
    StreamAddress list = new StreamAddress("the streams", URI.create(root + "streams"));
    pages(list, "prefix=" + encoded(prefix), "streams", streams);
  }

  /** What is known of a stream. */
  public Map<String, Object> describe(String name) {
    return object(client.send(Call.of("GET", "look at", address("streams", name))));
  }

  /** Hands over the live readers of a stream. */
  public void readers(String name, Consumer<Map<String, Object>> readers) {
    pages(address("readers", name), "", "readers", readers);
  }

  private StreamAddress address(String what, String name) {
    if (name.startsWith("http://") || name.startsWith("https://")) {
      throw CliException.usage(
          "the stream is %s; with --admin-url it is its name, not its URL".formatted(name));
    }
    return StreamAddress.of(root + what, name);
  }

  private void pages(
      StreamAddress list, String query, String member, Consumer<Map<String, Object>> items) {
    String after = "";
    do {
      String page = "limit=" + PAGE + (after.isEmpty() ? "" : "&after=" + encoded(after));
      Map<String, Object> found =
          object(
              client.send(
                  Call.of("GET", "list", list).query(query.isEmpty() ? page : query + "&" + page)));
      Json.objects(found, member).forEach(items);
      after = Json.string(found, "next");
    } while (!after.isEmpty());
  }

  private static Map<String, Object> object(Reply reply) {
    return Json.object(reply.body())
        .orElseThrow(() ->
            CliException.failed("bad_answer", "the admin listener answers with no JSON object"));
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    client.close();
  }
}
