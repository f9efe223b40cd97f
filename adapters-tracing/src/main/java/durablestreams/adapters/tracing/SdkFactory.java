package durablestreams.adapters.tracing;

import durablestreams.application.observe.trace.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Factory of the SDK, which the library configures by the variables of the environment. */
final class SdkFactory {

  private static final String NONE = "none";
  private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");
  private static final AttributeKey<String> SERVICE_VERSION =
      AttributeKey.stringKey("service.version");

  private SdkFactory() {}

  /**
   * @throws IllegalArgumentException with a sentence, when a variable has a value that cannot be
   *     used
   */
  static Tracing tracing(Map<String, String> environment, String version, InstantSource clock) {
    try {
      return new OpenTelemetryTracing(
          AutoConfiguredOpenTelemetrySdk.builder()
              .addPropertiesSupplier(
                  () -> Map.of("otel.exporter.otlp.protocol", TracingSettings.PROTOCOL))
              .addPropertiesCustomizer(ignored -> properties(environment))
              .addResourceCustomizer((given, ignored) -> named(given, version))
              .addSpanExporterCustomizer(
                  (exporter, ignored) -> new LoggedExporter(exporter, System::nanoTime))
              .disableShutdownHook()
              .build()
              .getOpenTelemetrySdk(),
          clock);
    } catch (ConfigurationException e) {
      throw new IllegalArgumentException(
          "The variables OTEL_… cannot be used: " + e.getMessage(), e);
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
