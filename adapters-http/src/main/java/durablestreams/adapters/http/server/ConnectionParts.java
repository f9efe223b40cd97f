package durablestreams.adapters.http.server;

import durablestreams.adapters.http.connection.waits.Timeouts;
import durablestreams.adapters.http.exchange.CorsFields;
import durablestreams.adapters.http.exchange.HttpDate;
import durablestreams.adapters.http.exchange.ResponseDefaults;
import durablestreams.adapters.http.observe.RequestMetrics;
import durablestreams.adapters.http.settings.HttpSettings;
import durablestreams.application.memory.MemoryBudget;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/** Parts of connections and exchanges, made from the settings of the server. */
final class ConnectionParts {

  private ConnectionParts() {}

  static Timeouts timeouts(HttpSettings settings) {
    return new Timeouts(
        settings.requestTimeout().toNanos(),
        settings.writeTimeout().toNanos(),
        settings.idleTimeout().toNanos());
  }

  static ResponseDefaults defaults(
      HttpSettings settings,
      InstantSource clock,
      MemoryBudget memory,
      RequestMetrics metrics,
      BooleanSupplier stopping) {
    return new ResponseDefaults(
        new CorsFields(settings.corsOrigins()),
        new HttpDate(clock, System::nanoTime),
        settings.debugTiming(),
        settings.forwarded(),
        ResponseDefaults.largestBody(settings.maxBodyBytes(), memory),
        memory,
        metrics,
        stopping);
  }
}
