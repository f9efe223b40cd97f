package durablestreams.adapters.auth;

import static durablestreams.adapters.auth.Ask.SECRET;
import static durablestreams.adapters.auth.Ask.policy;
import static durablestreams.adapters.auth.Ask.read;
import static durablestreams.adapters.auth.Ask.word;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.auth.json.ReloadedFile;
import durablestreams.application.access.AccessPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that change while the server runs. */
class ReloadTest {

  private static final String CLAIMS =
      "{\"exp\":9999999999,\"streams\":[{\"allow\":[\"read\"],\"on\":[\"**\"]}]}";
  private static final String RULE =
      """
      {"jwt": [{"when": {"sub": "ann"}, "streams": [{"allow": ["read"], "on": ["%s/**"]}]}]}
      """;
  private static final String ANN =
      TestKey.secret(SECRET).token("{\"exp\":9999999999,\"sub\":\"ann\"}");

  private final ManualClock clock = new ManualClock();
  @TempDir Path dir;
  private Path file;
  private TestKey first;
  private TestKey second;

  @BeforeEach
  void keys() throws Exception {
    file = dir.resolve("file.json");
    first = TestKey.ec("first");
    second = TestKey.ed25519("second");
  }

  private AccessPolicy keysFrom(Path jwks) {
    return policy(clock, Map.of("AUTH_JWKS_FILE", jwks.toString()));
  }

  private static String verdict(AccessPolicy policy, TestKey key) {
    return word(read(policy, "s", key.token(CLAIMS)));
  }

  @Test
  void keysAreExchanged() throws Exception {
    Files.writeString(file, TestKey.set(first));
    try (AccessPolicy policy = keysFrom(file)) {
      assertThat(verdict(policy, first)).isEqualTo("ok");
      assertThat(verdict(policy, second)).isEqualTo("401");
      Files.writeString(file, TestKey.set(second));
      clock.forward(ReloadedFile.INTERVAL);
      assertThat(verdict(policy, second)).isEqualTo("ok");
      assertThat(verdict(policy, first)).as("known from before").isEqualTo("401");
    }
  }

  @Test
  void aFileThatIsMovedIntoPlaceIsSeen() throws Exception {
    Files.writeString(file, TestKey.set(first));
    try (AccessPolicy policy = keysFrom(file)) {
      Path next = Files.writeString(dir.resolve("next.json"), TestKey.set(second));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      clock.forward(ReloadedFile.INTERVAL);
      assertThat(verdict(policy, second)).isEqualTo("ok");
    }
  }

  @Test
  void aChangeIsSeenWhateverTheTimeStampSays() throws Exception {
    Files.writeString(file, RULE.formatted("a"));
    FileTime stamp = Files.getLastModifiedTime(file);
    try (AccessPolicy policy = policy(clock, withPolicy())) {
      assertThat(word(read(policy, "a/1", ANN))).isEqualTo("ok");
      Files.writeString(file, RULE.formatted("b"));
      Files.setLastModifiedTime(file, stamp);
      clock.forward(ReloadedFile.INTERVAL.minus(Duration.ofNanos(1)));
      assertThat(word(read(policy, "a/1", ANN))).isEqualTo("ok");
      clock.forward(Duration.ofNanos(1));
      assertThat(word(read(policy, "a/1", ANN))).isEqualTo("403");
      assertThat(word(read(policy, "b/1", ANN))).isEqualTo("ok");
    }
  }

  private Map<String, String> withPolicy() {
    return Map.of("AUTH", "policy", "AUTH_POLICY_FILE", file.toString(), "AUTH_JWT_SECRET", SECRET);
  }

  @Test
  void whatCannotBeReadLeavesThingsAsTheyWere() throws Exception {
    Files.writeString(file, RULE.formatted("a"));
    try (AccessPolicy policy = policy(clock, withPolicy())) {
      for (String broken :
          new String[] {"", "{", RULE.formatted("b").substring(0, 50), "{\"jwt\": 7}", "{}x"}) {
        Files.writeString(file, broken);
        clock.forward(ReloadedFile.INTERVAL);
        assertThat(word(read(policy, "a/1", ANN))).isEqualTo("ok");
      }
      Files.delete(file);
      clock.forward(ReloadedFile.INTERVAL);
      assertThat(word(read(policy, "a/1", ANN))).isEqualTo("ok");
      Files.write(file, new byte[ReloadedFile.MAX_BYTES + 1]);
      clock.forward(ReloadedFile.INTERVAL);
      assertThat(word(read(policy, "a/1", ANN))).isEqualTo("ok");
      Files.writeString(file, RULE.formatted("b"));
      clock.forward(ReloadedFile.INTERVAL);
      assertThat(word(read(policy, "a/1", ANN))).isEqualTo("403");
      assertThat(word(read(policy, "b/1", ANN))).isEqualTo("ok");
    }
  }

  @Test
  void aClockThatIsSetBackDoesNotStopIt() throws Exception {
    Files.writeString(file, RULE.formatted("a"));
    try (AccessPolicy policy = policy(clock, withPolicy())) {
      Files.writeString(file, RULE.formatted("b"));
      clock.forward(Duration.ofDays(-1));
      assertThat(word(read(policy, "b/1", ANN))).isEqualTo("ok");
    }
  }
}
