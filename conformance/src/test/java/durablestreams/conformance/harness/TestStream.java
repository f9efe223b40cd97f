package durablestreams.conformance.harness;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A stream under test: its URL, and the requests one can make of it. */
public record TestStream(StreamServer server, String path) {
  public static final String TEXT = "text/plain";
  public static final String JSON = "application/json";
  public static final String BYTES = "application/octet-stream";
  public static final String START = "0000000000000000_0000000000000000";

  public WireRequest request(String method) {
    return server.request(method, path);
  }

  public WireRequest put(String contentType) {
    return request("PUT").type(contentType);
  }

  public WireRequest post(String contentType, String body) {
    return request("POST").type(contentType).body(body);
  }

  public WireRequest post(String contentType, byte[] body) {
    return request("POST").type(contentType).body(body);
  }

  public WireRequest close() {
    return request("POST").closing();
  }

  public WireRequest get(String query) {
    return server.request("GET", path + (query.isEmpty() ? "" : "?" + query));
  }

  /** A POST without Content-Type and body, to add to. */
  public WireRequest post() {
    return request("POST");
  }

  /** A catch-up read from an offset. */
  public WireRequest from(String offset) {
    return get("offset=" + offset);
  }

  public WireRequest longPoll(String offset) {
    return get("offset=" + offset + "&live=long-poll");
  }

  public HttpReply head() {
    return request("HEAD").send();
  }

  public HttpReply delete() {
    return request("DELETE").send();
  }

  public SseReader sse(String offset) {
    return SseReader.open(get("offset=" + offset + "&live=sse"));
  }

  /** Creates the stream, which must be new. */
  public TestStream created(String contentType) {
    put(contentType).send().expect(201);
    return this;
  }

  /** Appends without producer headers and gives the offset after the append. */
  public String append(String contentType, String body) {
    return append(contentType, body.getBytes(StandardCharsets.UTF_8));
  }

  public String append(String contentType, byte[] body) {
    return post(contentType, body).send().expect(204).nextOffset();
  }

  /** The tail as HEAD tells it. */
  public String tail() {
    return head().expect(200).nextOffset();
  }

  /**
   * Reads page by page from an offset until the server says up to date, and gives the pages' bytes
   * in one.
   */
  public byte[] readAll(String offset) {
    var bytes = new ByteArrayOutputStream();
    String next = offset;
    while (true) {
      HttpReply page = from(next).send().expect(200);
      bytes.writeBytes(page.body());
      if (page.has("Stream-Up-To-Date")) {
        return bytes.toByteArray();
      }
      if (page.body().length == 0 || page.nextOffset().compareTo(next) <= 0 && !next.equals("-1")) {
        throw new AssertionError("a page that makes no progress from " + next + ": " + page);
      }
      next = page.nextOffset();
    }
  }
}
