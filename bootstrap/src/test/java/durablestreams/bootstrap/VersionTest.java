package durablestreams.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VersionTest {
  @Test
  void theBuildFillsInItsOwnVersion() {
    assertThat(Version.current()).matches("\\d+\\.\\d+\\.\\d+.*");
  }
}
