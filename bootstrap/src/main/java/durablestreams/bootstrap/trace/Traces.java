package durablestreams.bootstrap.trace;

import durablestreams.adapters.tracing.TracingSettings;
import durablestreams.application.observe.trace.Tracing;
import durablestreams.bootstrap.log.Logging;
import durablestreams.bootstrap.settings.SettingsException;
import durablestreams.server.assembly.CloseStack;
import java.time.InstantSource;
import java.util.Map;

/** Tracing of a server, as the variables {@code OTEL_…} of its environment ask for it. */
public final class Traces {

  private Traces() {}

  /**
   * Opens it; spans are exported until all that is added to {@code parts} later is closed.
   *
   * @throws SettingsException when a variable has a value that cannot be used
   */
  public static Tracing open(
      Map<String, String> environment, String version, InstantSource clock, CloseStack parts) {
    try {
      Tracing tracing = parts.add(TracingSettings.of(environment, version, clock));
      if (tracing.isOn()) {
        parts.add(Logging.traceIds(tracing::currentTraceId));
      }
      return tracing;
    } catch (IllegalArgumentException e) {
      throw new SettingsException(String.valueOf(e.getMessage()));
    }
  }
}
