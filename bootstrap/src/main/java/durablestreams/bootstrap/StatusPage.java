package durablestreams.bootstrap;

import durablestreams.adapters.admin.AdminServer;
import durablestreams.adapters.http.settings.HttpSettings;
import durablestreams.application.assembly.StreamService;
import durablestreams.application.backup.BackupSchedule;
import durablestreams.application.backup.BackupStatus;
import durablestreams.application.subscription.SubscriptionService;
import durablestreams.bootstrap.backup.BackupApi;
import durablestreams.bootstrap.cluster.Node;
import durablestreams.server.assembly.HttpUrl;
import durablestreams.server.assembly.StatusJson;
import java.util.Optional;
import java.util.function.Supplier;

/** Page about the whole server: what {@code /status} answers, and where clients find streams. */
final class StatusPage {

  private StatusPage() {}

  /** Makes the answer of {@code /status}. */
  static Supplier<String> of(
      StreamService service,
      SubscriptionService workers,
      Optional<BackupSchedule> schedule,
      Optional<Node> node) {
    return () ->
        StatusJson.of(
            Version.current(),
            service.status().status(),
            workers.status(),
            json -> {
              BackupApi.json(
                  json.name("backup"),
                  schedule.map(BackupSchedule::status).orElse(BackupStatus.NONE));
              node.ifPresent(known -> known.json(json));
            });
  }

  /** What the URLs of streams begin with, for a client on this machine. */
  static String url(HttpSettings http, int port) {
    String host = AdminServer.isLoopback(http.host()) ? http.host() : "localhost";
    return HttpUrl.of(http.tls().isPresent(), host, port) + http.streamRoot() + "/";
  }
}
