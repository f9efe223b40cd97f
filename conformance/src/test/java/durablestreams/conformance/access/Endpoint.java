package durablestreams.conformance.access;

import static durablestreams.conformance.harness.TestStream.JSON;
import static durablestreams.conformance.harness.TestStream.TEXT;

import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.WireRequest;
import java.util.Arrays;
import java.util.function.Function;

/** Everything one can ask of the server, as a row of a table. */
enum Endpoint {
  CREATE("PUT new", "no-store", "", to -> to.absent().put(TEXT)),
  CREATE_AGAIN("PUT existing", "no-store", "", to -> to.stream().put(TEXT)),
  FORK(
      "PUT fork",
      "no-store",
      "",
      to -> to.absent().request("PUT").header("Stream-Forked-From", to.stream().path())),
  APPEND("POST", "no-store", "", to -> to.stream().post(TEXT, "more")),
  CLOSE("POST close", "no-store", "", to -> to.stream().close()),
  READ_ALL("GET", "private, no-cache", Place.CONTENT, to -> to.stream().get("")),
  READ_PAGE("GET offset=-1", "private, no-cache", Place.CONTENT, to -> to.stream().from("-1")),
  READ_KNOWN(
      "GET known",
      "private, no-cache",
      "",
      to -> to.stream().from("-1").header("If-None-Match", "*")),
  READ_NOW("GET offset=now", "no-store", "", to -> to.stream().from("now")),
  LONG_POLL(
      "GET long-poll", "private, max-age=60", Place.CONTENT, to -> to.stream().longPoll("-1")),
  EVENTS("GET sse", "no-cache, no-transform", "", to -> to.stream().get("offset=-1&live=sse")),
  DESCRIBE("HEAD", "no-store", "", to -> to.stream().request("HEAD")),
  DELETE("DELETE", "no-store", "", to -> to.stream().request("DELETE")),
  PREFLIGHT("OPTIONS", "no-store", "", to -> to.stream().request("OPTIONS")),
  PATCH("PATCH", "no-store", "", to -> to.stream().request("PATCH")),
  READ_MISSING("GET missing", "no-store", "", to -> to.absent().from("-1")),
  READ_PUBLIC("GET public", "private, no-cache", Place.CONTENT, to -> to.open().from("-1")),
  APPEND_PUBLIC("POST public", "no-store", "", to -> to.open().post(TEXT, "more")),
  READ_REGISTRY("GET registry", "", "", to -> to.registry().from("now")),
  DESCRIBE_REGISTRY("HEAD registry", "no-store", "", to -> to.registry().request("HEAD")),
  CREATE_REGISTRY("PUT registry", "no-store", "", to -> to.registry().put(JSON)),
  APPEND_REGISTRY("POST registry", "no-store", "", to -> to.registry().post(JSON, "{}")),
  DELETE_REGISTRY("DELETE registry", "no-store", "", to -> to.registry().request("DELETE")),
  SUBSCRIPTIONS("GET __ds", "no-store", "", to -> to.at("/v1/stream/__ds/subscriptions/x", "GET")),
  CLAIM(
      "POST __ds claim",
      "no-store",
      "",
      to ->
          to.at("/v1/stream/__ds/subscriptions/x/claim", "POST")
              .header("Content-Type", "application/json")
              .body("{\"worker\":\"w\"}")),
  HEALTH("GET /health", "no-store", "ok\n", to -> to.at("/health", "GET")),
  POST_HEALTH("POST /health", "no-store", "", to -> to.at("/health", "POST")),
  STATUS("GET /status", "no-store", "", to -> to.at("/status", "GET")),
  ELSEWHERE("GET /elsewhere", "no-store", "", to -> to.at("/elsewhere", "GET"));

  /** What the requests of one cell of the table are about: streams that no other cell uses. */
  record Place(TestStream stream, TestStream absent, TestStream open) {
    static final String CONTENT = "content";

    TestStream registry() {
      return stream.server().stream("__registry__");
    }

    WireRequest at(String path, String method) {
      return stream.server().request(method, path);
    }
  }

  private final String row;
  private final String cache;
  private final String body;
  private final Function<Place, WireRequest> request;

  Endpoint(String row, String cache, String body, Function<Place, WireRequest> request) {
    this.row = row;
    this.cache = cache;
    this.body = body;
    this.request = request;
  }

  static Endpoint of(String row) {
    return Arrays.stream(values())
        .filter(endpoint -> endpoint.row.equals(row))
        .findAny()
        .orElseThrow(() -> new AssertionError("there is no endpoint named " + row));
  }

  WireRequest request(Place place) {
    return request.apply(place);
  }

  boolean isEvents() {
    return this == EVENTS;
  }

  /** What {@code Cache-Control} is on success. */
  String cache() {
    return cache.isEmpty() ? "no-store" : cache;
  }

  /** What the body is on success, where the table says anything about it. */
  String body() {
    return body;
  }

  /** Whether it is about subscriptions, whose refusals are always JSON. */
  boolean isControl() {
    return this == SUBSCRIPTIONS || this == CLAIM;
  }
}
