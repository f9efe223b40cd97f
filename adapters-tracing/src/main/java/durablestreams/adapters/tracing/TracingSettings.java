package durablestreams.adapters.tracing;

import durablestreams.application.observe.trace.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tracing that the variables {@code OTEL_…} of the environment ask for, as the specification of
 * OpenTelemetry defines them. It is off unless one of them names where traces go.
 */
public final class TracingSettings {

  private static final String DISABLED = "OTEL_SDK_DISABLED";
  private static final String EXPORTER = "OTEL_TRACES_EXPORTER";
  private static final String NONE = "none";
  private static final List<String> ENDPOINTS =
      List.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
  private static final List<String> PROTOCOLS =
      List.of("OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL");
  private static final String PROTOCOL = "http/protobuf";

  private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");
  private static final AttributeKey<String> SERVICE_VERSION =
      AttributeKey.stringKey("service.version");

  private TracingSettings() {}

  /**
   * The tracing that the environment asks for; {@link Tracing#OFF} if it does not.
   *
   * @param version of the server
   * @throws IllegalArgumentException with a sentence, when a variable has a value that cannot be
   *     used
   */
  public static Tracing of(Map<String, String> environment, String version, InstantSource clock) {
    return isOn(environment) ? open(environment, version, clock) : Tracing.OFF;
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

  private static Tracing open(
      Map<String, String> environment, String version, InstantSource clock) {
    check(environment);
    try {
      return new OpenTelemetryTracing(
          AutoConfiguredOpenTelemetrySdk.builder()
              .addPropertiesSupplier(() -> Map.of("otel.exporter.otlp.protocol", PROTOCOL))
              .addPropertiesCustomizer(ignored -> properties(environment))
              .addResourceCustomizer((given, ignored) -> named(given, version))
              .disableShutdownHook()
              .build()
              .getOpenTelemetrySdk(),
          clock);
    } catch (ConfigurationException e) {
      throw new IllegalArgumentException(
          "The variables OTEL_… cannot be used: " + e.getMessage(), e);
    }
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

  /** The name and version of this server, unless the environment has others. */
  private static Resource named(Resource given, String version) {
    String name = given.getAttribute(SERVICE_NAME);
    Attributes ours = Attributes.of(SERVICE_NAME, "durable-streams", SERVICE_VERSION, version);
    Resource merged = Resource.create(ours).merge(given);
    return name == null || name.startsWith("unknown_service")
        ? merged.merge(Resource.create(Attributes.of(SERVICE_NAME, "durable-streams")))
        : merged;
  }

  /** Of the environment that was given, and traces only: metrics are served to Prometheus. */
  private static Map<String, String> properties(Map<String, String> environment) {
    Map<String, String> properties = new HashMap<>();
    environment.forEach((name, value) -> {
      if (name.startsWith("OTEL_")) {
        properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
      }
    });
    properties.put("otel.metrics.exporter", NONE);
    properties.put("otel.logs.exporter", NONE);
    return properties;
  }
}
