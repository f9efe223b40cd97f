package durablestreams.adapters.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.observe.trace.Tracing;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TracingSettingsTest {

  private static Tracing of(String pairs) {
    Map<String, String> environment = new HashMap<>();
    if (!pairs.isBlank()) {
      for (String pair : pairs.split(" ")) {
        environment.put(pair.split("=", 2)[0], pair.split("=", 2)[1]);
      }
    }
    return TracingSettings.of(environment, "1", InstantSource.system());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "OTEL_SERVICE_NAME=mine",
        "OTEL_TRACES_EXPORTER=none",
        "OTEL_TRACES_EXPORTER=none OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1",
        "OTEL_SDK_DISABLED=TRUE OTEL_TRACES_EXPORTER=otlp",
        "OTEL_EXPORTER_OTLP_ENDPOINT= OTEL_TRACES_EXPORTER=",
      })
  void itIsOffUnlessTracesGoSomewhere(String environment) {
    assertThat(of(environment)).isSameAs(Tracing.OFF);
  }

  @Test
  void withoutTracesTheLibraryIsNotLoaded() throws Exception {
    Object off =
        new WithoutTheLibrary()
            .loadClass(TracingSettings.class.getName())
            .getMethod("of", Map.class, String.class, InstantSource.class)
            .invoke(null, Map.of(), "1", InstantSource.system());
    assertThat(off).isSameAs(Tracing.OFF);
  }

  /** Defines the classes of this package once more, and knows none of the library. */
  private static final class WithoutTheLibrary extends ClassLoader {

    WithoutTheLibrary() {
      super(TracingSettings.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("io.opentelemetry.")) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith(TracingSettings.class.getPackageName())) {
        return super.loadClass(name, resolve);
      }
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = Objects.requireNonNull(in).readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OTEL_TRACES_EXPORTER=otlp",
        "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://127.0.0.1:1/v1/traces",
        "OTEL_SDK_DISABLED=false OTEL_TRACES_EXPORTER=otlp OTEL_METRICS_EXPORTER=otlp",
      })
  void itIsOnWhenOneOfTheVariablesSaysSo(String environment) {
    try (Tracing tracing = of(environment)) {
      assertThat(tracing.isOn()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OTEL_TRACES_EXPORTER=jaeger, use otlp or none",
    "OTEL_TRACES_EXPORTER=otlp OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=grpc, use http/protobuf",
    "OTEL_TRACES_EXPORTER=otlp OTEL_PROPAGATORS=pigeon, pigeon",
    "OTEL_EXPORTER_OTLP_ENDPOINT=nowhere, nowhere",
  })
  void aValueThatCannotBeUsedIsRefused(String environment, String part) {
    assertThatThrownBy(() -> of(environment).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(part);
  }
}
