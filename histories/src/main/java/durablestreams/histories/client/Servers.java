package durablestreams.histories.client;

import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The URLs of one server, or of the nodes of one cluster. Requests go to them in turn, so that
 * clients meet every node.
 *
 * @param bases URLs that the names of streams are appended to, such as {@code
 *     http://localhost:4437/v1/stream}
 */
public record Servers(List<URI> bases, AtomicInteger turn) {

  public static Servers of(List<String> urls) {
    return new Servers(urls.stream().map(Servers::base).toList(), new AtomicInteger());
  }

  private static URI base(String url) {
    String text = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    URI given = URI.create(text);
    boolean bare = given.getPath() == null || given.getPath().isEmpty();
    return bare ? URI.create(text + "/v1/stream") : given;
  }

  /** The URL of a stream at the next node. */
  URI next(String stream, String query) {
    URI base = bases.get(Math.floorMod(turn.getAndIncrement(), bases.size()));
    return URI.create(base + "/" + stream + query);
  }

  /** The path of a stream, which is the same at every node. */
  String path(String stream) {
    return bases.getFirst().getPath() + "/" + stream;
  }
}
