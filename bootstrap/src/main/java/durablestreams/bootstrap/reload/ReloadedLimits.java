package durablestreams.bootstrap.reload;

import durablestreams.adapters.http.server.StreamServer;
import durablestreams.application.assembly.StreamService;
import durablestreams.bootstrap.log.Logging;
import durablestreams.bootstrap.settings.ServerCatalog;
import durablestreams.bootstrap.settings.TrafficCatalog;

/** Limits of a running server that a reload of the settings changes. */
public final class ReloadedLimits {

  private ReloadedLimits() {}

  /** Has {@code reload} change them. */
  public static void register(Reload reload, StreamServer server, StreamService service) {
    reload.on(ServerCatalog.LOG_LEVEL, now -> Logging.level(now.get(ServerCatalog.LOG_LEVEL)));
    reload.on(
        TrafficCatalog.MAX_APPENDS_PER_SECOND,
        now -> server.limitAppends(now.get(TrafficCatalog.MAX_APPENDS_PER_SECOND)));
    reload.on(
        TrafficCatalog.MAX_REQUESTS_PER_SECOND_PER_ADDRESS,
        now -> server.limitRequests(now.get(TrafficCatalog.MAX_REQUESTS_PER_SECOND_PER_ADDRESS)));
    reload.on(
        TrafficCatalog.MAX_LIVE_READERS,
        now -> server.limitLiveReaders(now.get(TrafficCatalog.MAX_LIVE_READERS)));
    reload.on(
        TrafficCatalog.MAX_LIVE_READERS_PER_STREAM,
        now -> service.limitLiveReaders(now.get(TrafficCatalog.MAX_LIVE_READERS_PER_STREAM)));
  }
}
