package durablestreams.bootstrap;

import durablestreams.adapters.admin.AdminRequest;
import durablestreams.adapters.admin.AdminResponse;
import durablestreams.adapters.admin.AdminRoute;
import durablestreams.adapters.admin.AdminServer;
import durablestreams.adapters.admin.AdminSettings;
import durablestreams.adapters.admin.ChangesApi;
import durablestreams.adapters.admin.ConsoleFiles;
import durablestreams.adapters.admin.JobsApi;
import durablestreams.adapters.admin.MessagesApi;
import durablestreams.adapters.admin.Probes;
import durablestreams.adapters.admin.ReadersApi;
import durablestreams.adapters.admin.Streams;
import durablestreams.adapters.admin.StreamsApi;
import durablestreams.adapters.metrics.PrometheusMetrics;
import durablestreams.application.backup.BackupSchedule;
import durablestreams.application.json.JsonWriter;
import durablestreams.application.observe.Readiness;
import durablestreams.application.observe.metric.Metric;
import durablestreams.application.observe.metric.MetricSource;
import durablestreams.application.provider.ProviderSettingsException;
import durablestreams.bootstrap.backup.BackupApi;
import durablestreams.bootstrap.log.LogLevelApi;
import durablestreams.bootstrap.log.Logging;
import durablestreams.bootstrap.process.ListenAddress;
import durablestreams.bootstrap.reload.Reload;
import durablestreams.bootstrap.settings.OperationCatalog;
import durablestreams.bootstrap.settings.ServerCatalog;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import durablestreams.server.assembly.DaemonThreads;
import durablestreams.server.assembly.StartException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The admin listener of a server. It listens before the store is open and until it is closed, so
 * that probes are answered all the time.
 */
final class AdminListener implements AutoCloseable {

  static final Metric READY =
      Metric.gauge("durable_streams_ready", "1 while /readyz answers that the server is ready");

  private static final System.Logger LOG = System.getLogger(AdminListener.class.getName());
  private static final int THREADS = 2;
  private static final int LAST_PORT = 65_535;

  private final Reload reload;
  private final Readiness readiness = new Readiness();
  private final List<MetricSource> sources = new CopyOnWriteArrayList<>();
  private final List<AdminRoute> routes = new ArrayList<>();
  private @Nullable AdminServer server;
  private @Nullable CompletableFuture<PrometheusMetrics> metrics;
  private @Nullable ExecutorService threads;
  private volatile @Nullable Supplier<String> status;
  private volatile @Nullable Streams streams;
  private volatile @Nullable String clientUrl;

  private volatile Optional<BackupSchedule> backups = Optional.empty();

  AdminListener(Reload reload) {
    this.reload = reload;
    sources.add(sink -> sink.value(READY, readiness.reason().isEmpty() ? 1 : 0));
  }

  /**
   * @throws SettingsException when others could call it without a token
   */
  static void check(Settings settings) {
    String host = settings.get(OperationCatalog.ADMIN_HOST);
    if (settings.find(OperationCatalog.ADMIN_TOKEN).isEmpty() && !AdminServer.isLoopback(host)) {
      throw new SettingsException(
          "ADMIN_HOST is %s, which is no loopback address, so ADMIN_TOKEN is needed."
              .formatted(host));
    }
    int port = port(settings).orElse(0);
    if (port != 0 && port == settings.get(ServerCatalog.PORT)) {
      throw new SettingsException(
          "ADMIN_PORT is %d, as PORT is: choose another one, or 0 for no admin listener."
              .formatted(port));
    }
  }

  /** The port to listen on, 0 for a free one; empty to listen nowhere. */
  static OptionalInt port(Settings settings) {
    if (settings.isGiven(OperationCatalog.ADMIN_PORT)) {
      int given = settings.get(OperationCatalog.ADMIN_PORT);
      return given == 0 ? OptionalInt.empty() : OptionalInt.of(given);
    }
    int main = settings.get(ServerCatalog.PORT);
    if (main == LAST_PORT) {
      LOG.log(
          Level.WARNING, "There is no port after {0}, so there is no admin listener", LAST_PORT);
      return OptionalInt.empty();
    }
    return OptionalInt.of(main == 0 ? 0 : main + 1);
  }

  /**
   * Begins to listen, if the settings want it. A default port that is taken is a warning.
   *
   * @throws StartException when the port was chosen and cannot be listened on
   */
  AdminListener start(Settings settings) {
    check(settings);
    OptionalInt port = port(settings);
    if (port.isEmpty()) {
      return this;
    }
    AdminSettings where =
        new AdminSettings(
            settings.get(OperationCatalog.ADMIN_HOST),
            port.getAsInt(),
            settings.find(OperationCatalog.ADMIN_TOKEN));
    ExecutorService workers = Executors.newFixedThreadPool(THREADS, DaemonThreads.named("admin"));
    // Beside the start of the server, which it would delay.
    CompletableFuture<PrometheusMetrics> prometheus =
        CompletableFuture.supplyAsync(() -> new PrometheusMetrics(() -> sources), workers);
    metrics = prometheus;
    threads = workers;
    routes.addAll(
        Probes.routes(readiness, request -> scraped(prometheus.join(), request), this::status));
    Supplier<Optional<Streams>> started = () -> Optional.ofNullable(streams);
    routes.addAll(StreamsApi.routes(started));
    routes.addAll(ChangesApi.routes(started));
    routes.addAll(MessagesApi.routes(started));
    routes.addAll(ReadersApi.routes(started));
    routes.addAll(JobsApi.routes(() -> started.get().map(Streams::jobs)));
    routes.addAll(ConsoleFiles.routes());
    routes.add(
        AdminRoute.get(
            "/admin/server", "version, and where clients find streams", request -> about()));
    routes.addAll(LogLevelApi.routes());
    routes.addAll(BackupApi.routes(() -> backups));
    routes.add(
        AdminRoute.post(
            "/admin/reload", "reads the settings again, as SIGHUP does", request -> reloaded()));
    AdminServer listening = new AdminServer(where, routes, workers);
    try {
      Logging.withoutWebServer(listening::start);
      server = listening;
    } catch (IllegalStateException e) {
      failed(settings, where, e);
    }
    return this;
  }

  private void failed(Settings settings, AdminSettings where, IllegalStateException e) {
    String problem = "The admin listener " + reason(where, e);
    close();
    if (settings.isGiven(OperationCatalog.ADMIN_PORT)) {
      throw new StartException(problem, e);
    }
    LOG.log(Level.WARNING, problem + ", so there is none; ADMIN_PORT chooses another port, 0 none");
  }

  /** The web server does not tell why it cannot listen; another try may. */
  private static String reason(AdminSettings where, IllegalStateException e) {
    try {
      ListenAddress.of(where.host(), where.port()).requireFree();
      return String.valueOf(e.getMessage());
    } catch (StartException known) {
      return String.valueOf(known.getMessage()).replaceFirst("^The server ", "");
    }
  }

  private static AdminResponse scraped(PrometheusMetrics metrics, AdminRequest request) {
    PrometheusMetrics.Scrape scrape = metrics.scrape(request.header("Accept"));
    return AdminResponse.of(200, scrape.contentType(), scrape.body());
  }

  private AdminResponse reloaded() {
    try {
      Reload.Result result = reload.run();
      JsonWriter json = new JsonWriter().beginObject();
      names(json.name("changed"), result.changed());
      names(json.name("needRestart"), result.needRestart());
      return AdminResponse.json(200, json.endObject() + "\n");
    } catch (SettingsException | ProviderSettingsException e) {
      return AdminResponse.error(409, "wrong_settings", String.valueOf(e.getMessage()));
    }
  }

  private AdminResponse about() {
    JsonWriter json = new JsonWriter().beginObject().member("version", Version.current());
    return AdminResponse.json(200, json.member("streams", clientUrl).endObject() + "\n");
  }

  private static void names(JsonWriter json, List<String> names) {
    json.beginArray();
    names.forEach(json::value);
    json.endArray();
  }

  private AdminResponse status() {
    Supplier<String> known = status;
    return known == null
        ? AdminResponse.text(503, readiness.reason().orElse("starting"))
        : AdminResponse.json(200, known.get());
  }

  /** Adds numbers to the metrics. */
  void measure(List<MetricSource> more) {
    sources.addAll(more);
  }

  /** Takes requests for backups from now on. */
  void backUp(BackupSchedule schedule) {
    backups = Optional.of(schedule);
  }

  /**
   * The server takes requests.
   *
   * @param newStreams the use cases of streams
   * @param newUrl what the URLs of streams begin with
   * @param newStatus makes the answer of {@code /status}
   * @param checks each gives its current problem, or an empty text
   */
  void ready(
      Streams newStreams,
      String newUrl,
      Supplier<String> newStatus,
      List<Supplier<String>> checks) {
    clientUrl = newUrl;
    streams = newStreams;
    status = newStatus;
    readiness.ready(checks);
  }

  /** The server stops. */
  void draining() {
    readiness.draining();
  }

  /** The port that is listened on; empty if there is none. */
  OptionalInt port() {
    return server == null ? OptionalInt.empty() : OptionalInt.of(server.port());
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
      server = null;
    }
    if (threads != null) {
      threads.shutdownNow();
    }
    if (metrics != null) {
      metrics.thenAccept(PrometheusMetrics::close);
    }
  }
}
