package durablestreams.adapters.http.exchange;

import durablestreams.adapters.http.settings.HttpSettings;
import java.util.function.BooleanSupplier;

/**
 * What all exchanges of a server have in common.
 *
 * @param stopping whether the server is about to stop, so that connections end with their answer
 */
public record ResponseDefaults(
    CorsFields cors,
    boolean debugTiming,
    boolean trustForwarded,
    int maxBodyBytes,
    BooleanSupplier stopping) {

  public static ResponseDefaults of(HttpSettings settings, BooleanSupplier stopping) {
    return new ResponseDefaults(
        new CorsFields(settings.corsOrigins()),
        settings.debugTiming(),
        settings.trustForwarded(),
        settings.maxBodyBytes(),
        stopping);
  }
}
