package durablestreams.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.http.settings.HttpSettings;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import durablestreams.server.assembly.OpenFileLimit;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConfigurationTest {

  private static HttpSettings http(Settings settings) {
    return Configuration.http(settings, new OpenFileLimit(Long.MAX_VALUE, 1));
  }

  @Test
  void theDefaultsAreThoseOfTheParts() {
    assertThat(Configuration.service(TestSettings.of())).isEqualTo(ServiceSettings.DEFAULT);
    assertThat(http(TestSettings.of()))
        .isEqualTo(
            HttpSettings.builder()
                .stopTimeout(Duration.ofSeconds(3))
                .maxConnections(
                    Math.min(
                        20_000, Configuration.connectionsByHeap(Runtime.getRuntime().maxMemory())))
                .build());
  }

  @Test
  void connectionsHaveRoomOnTheHeap() {
    assertThat(Configuration.connectionsByHeap(128L << 20)).isEqualTo(2_048);
    assertThat(Configuration.connectionsByHeap(1L << 20)).isEqualTo(64);
    assertThat(Configuration.connectionsByHeap(1L << 60)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void withoutAnArchiveNothingIsSealed() {
    assertThat(Configuration.service(TestSettings.of("--archive=none")))
        .isEqualTo(ServiceSettings.DEFAULT.withoutArchive());
  }

  @Test
  void onlyABucketGetsSeveralUploadsAtOnceUnlessSomethingElseIsSaid() {
    assertThat(parallelUploads()).isEqualTo(1);
    assertThat(parallelUploads("--archive=r2")).isEqualTo(4);
    assertThat(parallelUploads("--archive=r2", "--upload-parallelism=2")).isEqualTo(2);
    assertThat(parallelUploads("--upload-parallelism=3")).isEqualTo(3);
  }

  private static int parallelUploads(String... flags) {
    return Configuration.service(TestSettings.of(flags)).offload().parallelUploads();
  }

  @Test
  void aCertificateNeedsItsKey() {
    assertThatThrownBy(() -> http(TestSettings.of("--tls-cert=a.pem")))
        .isInstanceOf(SettingsException.class)
        .hasMessage("TLS_CERT and TLS_KEY belong together: one is given without the other.");
    assertThat(http(TestSettings.of("--tls-cert=a.pem", "--tls-key=b.pem")).tls()).isPresent();
  }
}
