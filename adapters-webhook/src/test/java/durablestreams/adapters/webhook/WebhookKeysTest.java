package durablestreams.adapters.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.contract.SubscriptionKeysContract;
import durablestreams.application.port.subscription.SubscriptionKeys;
import durablestreams.application.port.subscription.SubscriptionKeys.WorkerToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookKeysTest extends SubscriptionKeysContract {

  private static final byte[] BODY = {1, 2, 3};

  @TempDir private Path root;
  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);

  @Override
  protected SubscriptionKeys keys() {
    return keysIn(root.resolve("keys"));
  }

  private SubscriptionKeys keysIn(Path folder) {
    return WebhookKeys.in(new KeyFolder(folder), new Random(1), now::get);
  }

  private void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  @Test
  void keysLast() {
    SubscriptionKeys before = keys();
    SubscriptionKeys after = keys();
    assertThat(after.activeKeyId()).isEqualTo(before.activeKeyId());
    assertThat(after.verify(before.token(TOKEN))).contains(TOKEN);
  }

  /** It says nothing about streams, so its worker may acknowledge all. */
  @Test
  void aTokenOfTheFormerVersionIsValid() throws Exception {
    SubscriptionKeys keys = keys();
    byte[] text = "1\nsub\n-5\n7\n1767229200".getBytes(StandardCharsets.UTF_8);
    String secret = Files.readString(root.resolve("keys/tokens.secret")).strip();
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(HexFormat.of().parseHex(secret), "HmacSHA256"));
    Base64.Encoder url = Base64.getUrlEncoder().withoutPadding();
    assertThat(keys.verify(url.encodeToString(text) + "." + url.encodeToString(mac.doFinal(text))))
        .contains(
            new WorkerToken("sub", -5, 7, Long.MAX_VALUE, Instant.parse("2026-01-01T01:00:00Z")));
  }

  @Test
  void addedKeysAreFoundAfterTheClockWasSetBack() {
    SubscriptionKeys keys = keys();
    keys.activeKeyId();
    pass(Duration.ofHours(-1));
    String added = new KeyFolder(root.resolve("keys")).add(now.get());
    assertThat(keys.jwks()).contains(added);
  }

  @Test
  void keysInMemoryAreThoseOfOneProcess() {
    SubscriptionKeys first = WebhookKeys.inMemory(new Random(1), now::get);
    SubscriptionKeys second = WebhookKeys.inMemory(new Random(2), now::get);
    assertThat(first.activeKeyId()).isNotEqualTo(second.activeKeyId());
    assertThat(second.verify(first.token(TOKEN))).isEmpty();
  }

  @Test
  void onlyTheOwnerCanReadThem() throws IOException {
    keys().activeKeyId();
    Path folder = root.resolve("keys");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.toList())
          .hasSize(2)
          .allSatisfy(file ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                  .isEqualTo("rw-------"));
    }
  }

  @Test
  void aNewKeyIsPublishedBeforeItsFirstUseAndTheOldOneAfterItsLast()
      throws GeneralSecurityException {
    SubscriptionKeys keys = keys();
    String old = keys.activeKeyId();
    String oldSignature = keys.sign(BODY);
    String added = new KeyFolder(root.resolve("keys")).add(now.get().plus(WebhookKeys.BEFORE_USE));
    pass(Duration.ofSeconds(10));
    assertThat(keys.jwks()).contains(old, added);
    assertThat(keys.activeKeyId()).isEqualTo(old);
    pass(Duration.ofSeconds(300));
    assertThat(keys.activeKeyId()).isEqualTo(old);
    pass(Duration.ofSeconds(30));
    assertThat(keys.activeKeyId()).isEqualTo(added);
    pass(Duration.ofMinutes(5));
    assertThat(verified(keys.jwks(), oldSignature, BODY)).isTrue();
    assertThat(verified(keys.jwks(), keys.sign(BODY), BODY)).isTrue();
    pass(Duration.ofMinutes(5));
    assertThat(keys.jwks()).doesNotContain(old).contains(added);
  }

  @Test
  void aKeyThatCannotBeReadIsNamed() throws IOException {
    keys().activeKeyId();
    Path folder = root.resolve("keys");
    Files.writeString(folder.resolve("5.key"), "nonsense");
    assertThatThrownBy(() -> keysIn(folder).activeKeyId())
        .isInstanceOf(UnusableKeyException.class)
        .hasMessage("A key of webhooks in " + folder + " cannot be read: a key has two lines");
  }
}
