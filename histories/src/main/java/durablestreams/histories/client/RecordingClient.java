package durablestreams.histories.client;

import durablestreams.histories.history.Call;
import durablestreams.histories.history.Content;
import durablestreams.histories.history.History;
import durablestreams.histories.history.Kind;
import durablestreams.histories.history.MessageText;
import durablestreams.histories.history.Operation;
import durablestreams.histories.history.Outcome;
import durablestreams.histories.history.Producer;
import durablestreams.histories.history.Reply;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** HTTP client of one process, which records each request and its answer. */
public final class RecordingClient {
  /** Content type of streams of bytes, which servers send as text in SSE. */
  public static final String TEXT = "text/plain";

  /** Content type of streams of messages. */
  public static final String JSON = "application/json";

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final HttpClient http;
  private final Servers servers;
  private final String process;
  private final History history;

  public RecordingClient(HttpClient http, Servers servers, String process, History history) {
    this.http = http;
    this.servers = servers;
    this.process = process;
    this.history = history;
  }

  public String process() {
    return process;
  }

  /** Creates a stream; {@code ttl} is in seconds, and 0 for none. */
  public Operation create(String stream, boolean json, long ttl, Payload payload) {
    Call call =
        call(Kind.CREATE, stream)
            .ofJson(json)
            .endingAfter(Duration.ofSeconds(ttl).toMillis())
            .with(payload.messages());
    HttpRequest.Builder request =
        request(stream, "").method("PUT", body(payload)).header("Content-Type", json ? JSON : TEXT);
    if (ttl > 0) {
      request.header("Stream-TTL", Long.toString(ttl));
    }
    return change(call, request);
  }

  /** Forks a stream at an offset that is the end of a message, or at its tail. */
  public Operation fork(String stream, String source, String offset, boolean json) {
    Call call = call(Kind.CREATE, stream).forkOf(source).at(offset).ofJson(json);
    HttpRequest.Builder request =
        request(stream, "")
            .PUT(BodyPublishers.noBody())
            .header("Content-Type", json ? JSON : TEXT)
            .header("Stream-Forked-From", servers.path(source));
    if (!offset.isEmpty()) {
      request.header("Stream-Fork-Offset", offset);
    }
    return change(call, request);
  }

  /** Appends, as a producer if one is given. */
  public Operation append(
      String stream, boolean json, Payload payload, Optional<Producer> producer, boolean closing) {
    Call call = call(Kind.APPEND, stream).with(payload.messages());
    HttpRequest.Builder request =
        request(stream, "").POST(body(payload)).header("Content-Type", json ? JSON : TEXT);
    if (producer.isPresent()) {
      Producer identity = producer.get();
      call = call.by(identity);
      request
          .header("Producer-Id", identity.id())
          .header("Producer-Epoch", Long.toString(identity.epoch()))
          .header("Producer-Seq", Long.toString(identity.seq()));
    }
    if (closing) {
      call = call.thatCloses();
      request.header("Stream-Closed", "true");
    }
    return change(call, request);
  }

  public Operation close(String stream) {
    return change(
        call(Kind.CLOSE, stream),
        request(stream, "").POST(BodyPublishers.noBody()).header("Stream-Closed", "true"));
  }

  public Operation delete(String stream) {
    return change(call(Kind.DELETE, stream), request(stream, "").DELETE());
  }

  public Operation head(String stream) {
    return change(call(Kind.HEAD, stream), request(stream, "").HEAD());
  }

  /** Reads a page. */
  public Operation read(String stream, boolean json, String from) {
    String query = from.isEmpty() ? "" : "?offset=" + from;
    return content(call(Kind.READ, stream).at(from), json, request(stream, query).GET());
  }

  /** Waits for content; gives up after some time. */
  public Operation longPoll(String stream, boolean json, String from, Duration timeout) {
    return content(
        call(Kind.LONG_POLL, stream).at(from),
        json,
        request(stream, "?offset=" + from + "&live=long-poll").timeout(timeout).GET());
  }

  /** Follows by SSE until this many events came or this time is over; gives the last offset. */
  public String follow(String stream, boolean json, String from, int events, Duration timeout) {
    Call call = call(Kind.SSE, stream).at(from);
    HttpRequest request = request(stream, "?offset=" + from + "&live=sse").GET().build();
    return new SseFollower(http, history, json, events, timeout).follow(call, request);
  }

  private Call call(Kind kind, String stream) {
    return Call.of(process, kind, stream, System.nanoTime());
  }

  private HttpRequest.Builder request(String stream, String query) {
    URI target = servers.next(stream, query);
    return HttpRequest.newBuilder(target).timeout(TIMEOUT);
  }

  private static HttpRequest.BodyPublisher body(Payload payload) {
    return payload.body().isEmpty()
        ? BodyPublishers.noBody()
        : BodyPublishers.ofString(payload.body(), StandardCharsets.ISO_8859_1);
  }

  private Operation change(Call call, HttpRequest.Builder request) {
    return exchange(call, false, request);
  }

  private Operation content(Call call, boolean json, HttpRequest.Builder request) {
    return exchange(call, json, request);
  }

  private Operation exchange(Call call, boolean json, HttpRequest.Builder request) {
    Reply reply;
    try {
      HttpResponse<String> response =
          http.send(request.build(), BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
      Content content =
          !call.kind().reads() || response.statusCode() != 200
              ? Content.NONE
              : json
                  ? MessageText.parseJson(response.body())
                  : MessageText.parseBytes(response.body());
      reply = reply(response.statusCode(), response.headers(), content);
    } catch (ConnectException | HttpConnectTimeoutException e) {
      // The request was never sent.
      reply = Reply.refused(System.nanoTime(), 0);
    } catch (IOException e) {
      reply = Reply.unknown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reply = Reply.unknown();
    }
    var operation = new Operation(call, reply);
    history.add(operation);
    return operation;
  }

  static Reply reply(int status, HttpHeaders headers, Content content) {
    Outcome outcome = outcome(status, headers);
    return new Reply(
        outcome == Outcome.UNKNOWN ? Reply.NEVER : System.nanoTime(),
        outcome,
        status,
        headers.firstValue("Stream-Next-Offset").orElse(""),
        isTrue(headers, "Stream-Up-To-Date"),
        isTrue(headers, "Stream-Closed"),
        content);
  }

  private static boolean isTrue(HttpHeaders headers, String name) {
    return headers.firstValue(name).filter("true"::equalsIgnoreCase).isPresent();
  }

  /** 503 with a time to come back and 507 say that nothing was done; other 5xx say nothing. */
  private static Outcome outcome(int status, HttpHeaders headers) {
    if (status < 300) {
      return Outcome.OK;
    }
    boolean refused =
        status < 500
            || status == 507
            || (status == 503 && headers.firstValue("Retry-After").isPresent());
    return refused ? Outcome.FAIL : Outcome.UNKNOWN;
  }
}
