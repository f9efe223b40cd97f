package durablestreams.bootstrap;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.bootstrap.settings.SettingsException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnusedSettingsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --r2-bucket=b|--r2-bucket is not used with STORE=sqlite and ARCHIVE=files: remove it, or set ARCHIVE=r2.
          --r2-secret-access-key=s|--r2-secret-access-key is not used
          --r2-region=auto|--r2-region is not used
          --archive=r2 --archive-dir=a|--archive-dir is not used with STORE=sqlite and ARCHIVE=r2
          --archive=none --archive-dir=a|--archive-dir is not used with STORE=sqlite and ARCHIVE=none
          --archive=none --compact-from=9|--compact-from is not used with STORE=sqlite and ARCHIVE=none
          --store=memory --archive-dir=a|--archive-dir is not used with STORE=memory and ARCHIVE=memory
          --trusted-proxies=10.0.0.1|--trusted-proxies is not used with TRUST_FORWARDED=off: remove it
          --node=a|--node is not used without COMMIT_LOG: remove it, or name the engine of the commit log.
          --failover-after=2s|--failover-after is not used without COMMIT_LOG
          --commit-log-url=jdbc:postgresql://db/log|--commit-log-url is not used without COMMIT_LOG
          --unsafe-commit-log|--unsafe-commit-log is not used without COMMIT_LOG
          --memory-max-bytes=1GiB|--memory-max-bytes is not used with STORE=sqlite and ARCHIVE=files
          """)
  void aSettingThatHasNoEffectIsRefused(String flags, String message) {
    assertThatThrownBy(() -> UnusedSettings.refuse(TestSettings.of(flags.split(" "))))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--data=d",
        "--trust-forwarded=forwarded --trusted-proxies=10.0.0.0/8,fd00::/8",
        "--archive=s3 --r2-bucket=b --compact-from=9",
        "--archive-dir=a --compact-from=9",
        "--store=memory --memory-max-bytes=1GiB",
        "--archive=memory --memory-max-bytes=1GiB",
        "--store=memory --archive=files --archive-dir=a --memory-max-bytes=1GiB"
      })
  void settingsThatHaveAnEffectAreTaken(String flags) {
    assertThatCode(() -> UnusedSettings.refuse(TestSettings.of(flags.split(" "))))
        .doesNotThrowAnyException();
  }
}
