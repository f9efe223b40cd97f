package durablestreams.adapters.tracing;

import durablestreams.application.observe.trace.Tracing;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tracing that the variables {@code OTEL_…} of the environment ask for, as the specification of
 * OpenTelemetry defines them. It is off unless one of them names where traces go; then no class of
 * the library is loaded.
 */
public final class TracingSettings {

  private static final String DISABLED = "OTEL_SDK_DISABLED";
  private static final String EXPORTER = "OTEL_TRACES_EXPORTER";
  private static final String NONE = "none";
  private static final List<String> ENDPOINTS =
      List.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
  private static final List<String> PROTOCOLS =
      List.of("OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL");

  /** The one protocol, which is not the default of the library. */
  static final String PROTOCOL = "http/protobuf";

  private TracingSettings() {}

  /**
   * The tracing that the environment asks for; {@link Tracing#OFF} if it does not.
   *
   * @param version of the server
   * @throws IllegalArgumentException with a sentence, when a variable has a value that cannot be
   *     used
   */
  public static Tracing of(Map<String, String> environment, String version, InstantSource clock) {
    if (!isOn(environment)) {
      return Tracing.OFF;
    }
    check(environment);
    return SdkFactory.tracing(environment, version, clock);
  }

  private static boolean isOn(Map<String, String> environment) {
    if (value(environment, DISABLED).equalsIgnoreCase("true")) {
      return false;
    }
    String exporter = value(environment, EXPORTER);
    return exporter.isEmpty()
        ? ENDPOINTS.stream().anyMatch(name -> !value(environment, name).isEmpty())
        : !exporter.equals(NONE);
  }

  private static String value(Map<String, String> environment, String name) {
    @Nullable String value = environment.get(name);
    return value == null ? "" : value.strip();
  }

  private static void check(Map<String, String> environment) {
    String exporter = value(environment, EXPORTER);
    if (!exporter.isEmpty() && !exporter.equals("otlp")) {
      throw new IllegalArgumentException(
          "%s is %s, which is not in this server: use otlp or none.".formatted(EXPORTER, exporter));
    }
    for (String name : PROTOCOLS) {
      String protocol = value(environment, name);
      if (!protocol.isEmpty() && !protocol.equals(PROTOCOL)) {
        throw new IllegalArgumentException(
            "%s is %s, which is not in this server: use %s.".formatted(name, protocol, PROTOCOL));
      }
    }
  }
}
