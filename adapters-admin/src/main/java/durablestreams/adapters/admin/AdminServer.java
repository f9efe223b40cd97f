package durablestreams.adapters.admin;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Listener for operators. A few threads of its own answer requests, so that the load of clients
 * does not delay it, and it does not delay clients. A read that takes too long gets 503.
 */
public final class AdminServer implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(AdminServer.class.getName());

  private static final int MAX_CONNECTIONS = 256;
  private static final int MAX_BODY_BYTES = 64 << 10;
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

  private final AdminSettings settings;
  private final AdminRoutes routes;
  private final ExecutorService threads;
  private final WebServer server;

  /**
   * Puts a listener together, without listening yet.
   *
   * @param routes what is answered, besides the list of it
   * @param threads work out the answers; closed by their owner
   */
  public AdminServer(AdminSettings settings, List<AdminRoute> routes, ExecutorService threads) {
    this.settings = settings;
    this.routes = new AdminRoutes(routes, AdminAccess.of(settings, isLoopback(settings.host())));
    this.threads = threads;
    this.server =
        WebServer.builder()
            .host(settings.host())
            .port(settings.port())
            .shutdownHook(false)
            .shutdownGracePeriod(Duration.ZERO)
            .featuresDiscoverServices(false)
            .protocolsDiscoverServices(false)
            .addConnectionSelector(
                Http1ConnectionSelector.builder().config(Http1Config.create()).build())
            .maxTcpConnections(MAX_CONNECTIONS)
            .maxPayloadSize(MAX_BODY_BYTES)
            .idleConnectionTimeout(IDLE)
            .routing((HttpRouting.Builder routing) -> routing.any(this::answer))
            .build();
  }

  /** Whether only programs on this machine can reach an address. */
  public static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /**
   * Begins to listen.
   *
   * @throws IllegalStateException when the address cannot be listened on
   */
  public AdminServer start() {
    server.start();
    if (!server.isRunning()) {
      throw new IllegalStateException(
          "cannot listen on " + settings.host() + ":" + settings.port());
    }
    return this;
  }

  /** The port that is listened on. */
  public int port() {
    return server.port();
  }

  private void answer(ServerRequest request, ServerResponse response) {
    AdminResponse answer = answerOnWorker(read(request));
    response.status(Status.create(answer.status()));
    response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
    response.header(HeaderNames.CACHE_CONTROL, "no-store");
    answer.fields().forEach((name, value) -> response.header(HeaderNames.create(name), value));
    if (request.prologue().method().text().equals("HEAD")) {
      response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(answer.body().length));
      response.send();
    } else {
      response.send(answer.body());
    }
  }

  private static AdminRequest read(ServerRequest request) {
    return new AdminRequest(
        request.prologue().method().text(),
        request.path().rawPathNoParams(),
        client(request),
        request.query().rawValue(),
        name -> request.query().first(name).orElse(null),
        name -> first(request, name),
        request.content().hasEntity() ? request.content().as(byte[].class) : new byte[0]);
  }

  private static String client(ServerRequest request) {
    return request.remotePeer().address() instanceof InetSocketAddress peer
            && peer.getAddress() != null
        ? peer.getAddress().getHostAddress()
        : "unknown";
  }

  private static @Nullable String first(ServerRequest request, String name) {
    return request.headers().first(HeaderNames.create(name)).orElse(null);
  }

  private AdminResponse answerOnWorker(AdminRequest request) {
    try {
      return threads
          .submit(() -> routes.answer(request))
          .get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return request.changes()
          ? AdminResponse.error(
              500,
              "outcome_unknown",
              "not done within "
                  + ANSWER_TIMEOUT.toSeconds()
                  + " s; whether it will be is not known")
          : AdminResponse.error(503, "unavailable", "the server is too busy: try again later");
    } catch (RejectedExecutionException e) {
      return AdminResponse.error(
          503, "unavailable", "the server is too busy, or stops: try again later");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return AdminResponse.error(503, "unavailable", "the server stops");
    } catch (ExecutionException e) {
      LOG.log(
          Level.ERROR,
          request.method() + " " + request.path() + " of the admin listener failed",
          e);
      return AdminResponse.error(
          500, "internal", "the server could not do this; its log tells more");
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}
