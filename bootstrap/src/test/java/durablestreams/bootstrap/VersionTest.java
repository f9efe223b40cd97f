package durablestreams.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class VersionTest {
  @Test
  void theBuildFillsInItsOwnVersion() {
    assertThat(Version.current()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(Version.full())
        .startsWith(Version.current() + " (commit ")
        .matches(".*\\(commit (unknown|[0-9a-f]{12}, \\d{4}-\\d\\d-\\d\\d)\\)");
  }

  private static String full(String commit, String date) {
    Properties build = new Properties();
    build.setProperty("version", "1.2.0");
    build.setProperty("commit", commit);
    build.setProperty("date", date);
    return Version.full(build);
  }

  @Test
  void aBuildKnowsItsCommitOrSaysThatItDoesNot() {
    assertThat(full("5b2ff9f1c0de", "2026-11-27"))
        .isEqualTo("1.2.0 (commit 5b2ff9f1c0de, 2026-11-27)");
    assertThat(full("", "")).isEqualTo("1.2.0 (commit unknown)");
    assertThat(full("${git.commit.id.abbrev}", "${git.commit.time}"))
        .isEqualTo("1.2.0 (commit unknown)");
  }
}
