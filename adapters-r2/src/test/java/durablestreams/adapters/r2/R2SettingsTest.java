package durablestreams.adapters.r2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class R2SettingsTest {

  private static final URI ENDPOINT = URI.create("https://account.r2.cloudflarestorage.com");
  private static final R2Settings SETTINGS = R2Settings.of(ENDPOINT, "bucket", "key", "s3cr3t");

  @Test
  void keysAreNotPrinted() {
    assertThat(SETTINGS.withKeyPrefix("p/"))
        .hasToString(
            "R2Settings[https://account.r2.cloudflarestorage.com, region auto, bucket bucket,"
                + " prefix \"p/\"]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "account.r2.cloudflarestorage.com",
        "ftp://host",
        "https://key:secret@host",
        "https:///x",
        "https://host/?x=1",
        ""
      })
  void anEndpointIsAUrl(String endpoint) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> R2Settings.of(URI.create(endpoint), "bucket", "key", "secret"))
        .withMessage(
            "the archive endpoint must be like https://<account>.r2.cloudflarestorage.com");
  }

  @Test
  void whatCannotBeRightIsRefused() {
    assertRefused(() -> R2Settings.of(ENDPOINT, "a/b", "key", "secret"), "bucket");
    assertRefused(() -> R2Settings.of(ENDPOINT, "bucket", " ", "secret"), "access key");
    assertRefused(() -> R2Settings.of(ENDPOINT, "bucket", "key", ""), "secret key");
    assertRefused(() -> SETTINGS.withRegion(""), "region");
    assertRefused(() -> SETTINGS.withKeyPrefix("/a"), "no slash in front");
    assertRefused(() -> SETTINGS.withKeyPrefix("a b"), "prefix");
    assertRefused(() -> R2TestSettings.withMaxAttempts(SETTINGS, 0), "at least 1 attempt, not 0");
    Duration second = Duration.ofSeconds(1);
    assertRefused(
        () -> R2TestSettings.withTimeouts(SETTINGS, Duration.ZERO, second, second),
        "connect timeout");
    assertRefused(
        () -> R2TestSettings.withTimeouts(SETTINGS, second, second, Duration.ofMillis(999)),
        "call timeout");
    assertThat(SETTINGS.withPathStyle(false).pathStyle()).isFalse();
  }

  private static void assertRefused(Runnable settings, String what) {
    assertThatIllegalArgumentException().isThrownBy(settings::run).withMessageContaining(what);
  }
}
