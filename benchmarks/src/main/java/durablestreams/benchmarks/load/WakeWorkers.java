package durablestreams.benchmarks.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import durablestreams.benchmarks.http.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Workers of subscriptions: receivers of webhooks, and pools that read wake streams, claim and
 * acknowledge. They do no work besides telling a {@link WakeLedger}.
 */
public final class WakeWorkers implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int HOSTS = 4;
  private static final int BACKLOG = 500;
  private static final byte[] DONE = "{\"done\":true}".getBytes(StandardCharsets.US_ASCII);
  private static final String MEMBER = "\":\"?([^\",}]+)";
  private static final Pattern SUBSCRIPTION = Pattern.compile("\"subscription_id" + MEMBER);
  private static final Pattern PENDING =
      Pattern.compile(
          "\"path\":\"([^\"]+)\"[^}]*?\"tail_offset\":\"([^\"]+)\",\"has_pending\":true");

  private final Endpoint endpoint;
  private final WakeLedger ledger;
  private final List<HttpServer> receivers = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(threads).build();
  private final AtomicLong errors = new AtomicLong();
  private volatile boolean closing;

  /** Workers on the server at {@code endpoint}. */
  public WakeWorkers(Endpoint endpoint, WakeLedger ledger) throws IOException {
    this.endpoint = endpoint;
    this.ledger = ledger;
    int port = 0;
    for (int i = 1; i <= HOSTS; i++) {
      HttpServer receiver = HttpServer.create(new InetSocketAddress("127.0.0." + i, port), BACKLOG);
      port = receiver.getAddress().getPort();
      receiver.setExecutor(threads);
      receiver.createContext("/", this::receive);
      receiver.start();
      receivers.add(receiver);
    }
  }

  /** URL of a receiver of webhooks. */
  public String url(int number) {
    return "http://127.0.0.%d:%d/hook"
        .formatted(1 + number % HOSTS, receivers.getFirst().getAddress().getPort());
  }

  private void receive(HttpExchange exchange) throws IOException {
    long now = System.nanoTime();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String id = first(SUBSCRIPTION, body);
    ledger.woken(id, now);
    ledger.taken(id, pending(body));
    exchange.sendResponseHeaders(200, DONE.length);
    ledger.done(id, System.nanoTime());
    exchange.getResponseBody().write(DONE);
    exchange.close();
  }

  private static List<WakeLedger.Pending> pending(String body) {
    List<WakeLedger.Pending> found = new ArrayList<>();
    Matcher streams = PENDING.matcher(body);
    while (streams.find()) {
      found.add(new WakeLedger.Pending(streams.group(1), streams.group(2)));
    }
    return found;
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }

  /** Follows a wake stream, and claims each subscription that it names. */
  public void follow(String wakeStream) {
    threads.execute(() -> {
      String offset = "-1";
      while (!closing) {
        try {
          HttpResponse<String> events = get(wakeStream + "?live=long-poll&offset=" + offset);
          long now = System.nanoTime();
          offset = events.headers().firstValue("Stream-Next-Offset").orElse(offset);
          Matcher ids = SUBSCRIPTION.matcher(events.body());
          while (ids.find()) {
            String id = ids.group(1);
            ledger.woken(id, now);
            threads.execute(() -> claim(id));
          }
        } catch (IOException e) {
          failed();
        } catch (InterruptedException e) {
          return;
        }
      }
    });
  }

  private void claim(String id) {
    try {
      HttpResponse<String> claim = control("POST", id + "/claim", "", "{\"worker\":\"w\"}");
      if (claim.statusCode() != 200) {
        failed();
        return;
      }
      List<WakeLedger.Pending> streams = pending(claim.body());
      ledger.taken(id, streams);
      StringBuilder acks = new StringBuilder();
      for (WakeLedger.Pending stream : streams) {
        acks.append(acks.isEmpty() ? "" : ",").append("{\"stream\":\"").append(stream.path());
        acks.append("\",\"offset\":\"").append(stream.tail()).append("\"}");
      }
      String body =
          "{\"wake_id\":\"%s\",\"generation\":%s,\"acks\":[%s],\"done\":true}"
              .formatted(
                  first(Pattern.compile("\"wake_id" + MEMBER), claim.body()),
                  first(Pattern.compile("\"generation" + MEMBER), claim.body()),
                  acks);
      String token = first(Pattern.compile("\"token" + MEMBER), claim.body());
      ledger.done(id, System.nanoTime());
      if (control("POST", id + "/ack", token, body).statusCode() != 200) {
        failed();
      }
    } catch (IOException e) {
      failed();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void failed() {
    if (!closing) {
      errors.incrementAndGet();
    }
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request("/" + path).GET().build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Sends a request about a subscription. */
  public HttpResponse<String> control(String method, String path, String token, String json)
      throws IOException, InterruptedException {
    return client.send(
        request("/__ds/subscriptions/" + path)
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + token)
            .method(method, HttpRequest.BodyPublishers.ofString(json))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
            URI.create("http://" + endpoint.host() + endpoint.basePath() + path))
        .timeout(TIMEOUT);
  }

  /** Requests that failed. */
  public long errors() {
    return errors.get();
  }

  @Override
  public void close() {
    closing = true;
    receivers.forEach(receiver -> receiver.stop(0));
    client.shutdownNow();
    threads.shutdownNow();
  }
}
