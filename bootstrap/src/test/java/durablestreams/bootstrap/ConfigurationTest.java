package durablestreams.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.http.settings.HttpSettings;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.bootstrap.settings.ArchiveCatalog.ArchiveChoice;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
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
  void memoryIsArchivedInMemoryUnlessSomethingElseIsSaid() {
    assertThat(Configuration.archive(TestSettings.of())).isEqualTo(ArchiveChoice.FILES);
    assertThat(Configuration.archive(TestSettings.of("--store=memory")))
        .isEqualTo(ArchiveChoice.MEMORY);
    assertThat(Configuration.archive(TestSettings.of("--store=memory", "--archive=files")))
        .isEqualTo(ArchiveChoice.FILES);
  }

  @Test
  void s3IsAnotherWordForR2() {
    assertThat(Configuration.archive(TestSettings.of("--archive=s3"))).isEqualTo(ArchiveChoice.R2);
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
  void theArchiveFolderIsInTheDataFolder() {
    assertThat(Configuration.archiveFolder(TestSettings.of("--data=d")))
        .isEqualTo(Path.of("d", "archive"));
    assertThat(Configuration.archiveFolder(TestSettings.of("--data=d", "--archive-dir=a")))
        .isEqualTo(Path.of("a"));
  }

  @Test
  void aCertificateNeedsItsKey() {
    assertThatThrownBy(() -> http(TestSettings.of("--tls-cert=a.pem")))
        .isInstanceOf(SettingsException.class)
        .hasMessage("TLS_CERT and TLS_KEY belong together: one is given without the other.");
    assertThat(http(TestSettings.of("--tls-cert=a.pem", "--tls-key=b.pem")).tls()).isPresent();
  }

  @Test
  void theBucketNeedsItsSettings() {
    String[] flags = {
      "--r2-endpoint=https://a.example",
      "--r2-bucket=cold",
      "--r2-access-key-id=k",
      "--r2-secret-access-key=s",
      "--r2-prefix=p/"
    };
    assertThat(Configuration.r2(TestSettings.of(flags)).keyPrefix()).isEqualTo("p/");
    assertThat(Configuration.r2(TestSettings.of(flags)).pathStyle()).isTrue();
    String[] hostStyle = Arrays.copyOf(flags, flags.length + 1);
    hostStyle[flags.length] = "--r2-path-style=off";
    assertThat(Configuration.r2(TestSettings.of(hostStyle)).pathStyle()).isFalse();
    assertThatThrownBy(() -> Configuration.r2(TestSettings.of(flags[0], flags[1], flags[2])))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("archive=r2 needs R2_SECRET_ACCESS_KEY");
    flags[4] = "--r2-prefix=/p";
    assertThatThrownBy(() -> Configuration.r2(TestSettings.of(flags)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("no slash in front");
  }
}
