package durablestreams.benchmarks.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmokeSettingsTest {

  @Test
  void haveDefaults() {
    SmokeSettings settings = SmokeSettings.of(Map.of("PERF_BASE_URL", " "));

    assertThat(settings.streams()).isEmpty();
    assertThat(settings.authorization()).isEmpty();
    assertThat(settings.iterations()).isEqualTo(25);
    assertThat(settings.budgetMillis()).isEqualTo(50);
    assertThat(settings.enforced()).isFalse();
    assertThat(settings.timesOut()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:4437, http://127.0.0.1:4437/v1/stream",
    "https://example.com/, https://example.com/v1/stream",
    "https://example.com/api/streams/, https://example.com/api/streams",
  })
  void aServerThatRunsIsEnforcedUnlessToldOtherwise(String given, String streams) {
    SmokeSettings settings = SmokeSettings.of(Map.of("PERF_BASE_URL", given));

    assertThat(settings.streams()).contains(URI.create(streams));
    assertThat(settings.enforced()).isTrue();
    assertThat(SmokeSettings.of(Map.of("PERF_BASE_URL", given, "PERF_ENFORCE", "0")).enforced())
        .isFalse();
  }

  @Test
  void takeWhatIsGiven() {
    SmokeSettings settings =
        SmokeSettings.of(
            Map.of(
                "PERF_ITERATIONS", "3",
                "PERF_BUDGET_MS", "12.5",
                "PERF_ENFORCE", "1",
                "PERF_LONGPOLL_TIMEOUT", "1",
                "STREAM_AUTH", "Bearer s"));

    assertThat(settings.iterations()).isEqualTo(3);
    assertThat(settings.budgetMillis()).isEqualTo(12.5);
    assertThat(settings.enforced()).isTrue();
    assertThat(settings.timesOut()).isTrue();
    assertThat(settings.authorization()).isEqualTo("Bearer s");
  }

  @ParameterizedTest
  @CsvSource({
    "PERF_ITERATIONS, 0, a whole number from 1 to 100000",
    "PERF_ITERATIONS, many, a whole number from 1 to 100000",
    "PERF_BUDGET_MS, -1, a number of milliseconds",
    "PERF_ENFORCE, yes, 1 or 0",
    "PERF_LONGPOLL_TIMEOUT, 30, 1 or 0",
    "PERF_BASE_URL, ftp://example.com, the URL of a server",
    "PERF_BASE_URL, localhost:4437, the URL of a server",
    "PERF_BASE_URL, http://a b, the URL of a server",
    "PERF_BASE_URL, http://127.0.0.1:4437/?x, the URL of a server",
  })
  void refuseWhatCannotBeUsed(String name, String value, String allowed) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SmokeSettings.of(Map.of(name, value)))
        .withMessageStartingWith(name + "=" + value + " is not ")
        .withMessageContaining(allowed);
  }
}
