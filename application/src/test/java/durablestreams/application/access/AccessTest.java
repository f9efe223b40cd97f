package durablestreams.application.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import durablestreams.domain.stream.StreamPath;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "two\r\nlines", "a tab\there", "\u0000"})
  void whatIsSentToAClientIsOneLine(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Access.Forbidden(text));
    assertThatIllegalArgumentException().isThrownBy(() -> new Access.Unavailable(text));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Access.Unauthenticated("Bearer", text));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Access.Unauthenticated(text, "no token"));
    assertThatIllegalArgumentException().isThrownBy(() -> new Caller(text, "s", Caller.NEVER));
    assertThatIllegalArgumentException().isThrownBy(() -> new Caller("t", text, Caller.NEVER));
  }

  @Test
  void whatIsSentToAClientIsShort() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Access.Forbidden("x".repeat(Access.MAX_REASON + 1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Caller("x".repeat(Caller.MAX_NAME + 1), "s", Caller.NEVER));
  }

  @Test
  void aChallengeIsAscii() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Access.Unauthenticated("Bearer realm=\"ü\"", "no token"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 200, 204, 299, 304, 600})
  void aRefusalHasTheStatusOfOne(int status) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Access.Refused(status, Map.of(), ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a b", "x:", "Content-Length", "transfer-encoding", "Access-Control-Max-Age"})
  void aRefusalSetsNoFieldThatIsTheServers(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Access.Refused(403, Map.of(name, "1"), ""));
  }

  @Test
  void aRefusalIsBoundedAndSplitsNoResponse() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Access.Refused(302, Map.of("Location", "/a\r\nX: y"), ""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Access.Refused(302, Map.of("a", "1", "A", "2"), ""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Access.Refused(403, Map.of(), "x".repeat(65_537)));
    assertThat(new Access.Refused(403, Map.of("X-Reason", "quota"), "no").headers())
        .containsEntry("X-Reason", "quota");
  }

  @Test
  void aCallerExpiresAtItsInstantAndNotBefore() {
    Instant at = Instant.parse("2030-01-01T00:00:00Z");
    Caller caller = new Caller("t", "s", at);
    assertThat(caller.expiredAt(at.minusNanos(1))).isFalse();
    assertThat(caller.expiredAt(at)).isTrue();
    assertThat(Caller.ANONYMOUS.expiredAt(Instant.MAX.minusNanos(1))).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void anOpenServerGrantsEverythingToEveryCaller(Action action) {
    try (AccessPolicy open = AccessPolicy.open()) {
      assertThat(open.guardsReads()).isFalse();
      assertThat(open.hasPublicReads()).isTrue();
      assertThat(open.decide(new AccessRequest(action, new StreamPath("a/b"), Credentials.NONE)))
          .isEqualTo(new Access.Granted(Caller.ANONYMOUS, true));
    }
  }
}
