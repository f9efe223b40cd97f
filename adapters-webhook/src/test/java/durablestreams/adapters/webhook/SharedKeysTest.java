package durablestreams.adapters.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import durablestreams.application.NotLeaderException;
import durablestreams.application.contract.SubscriptionKeysContract;
import durablestreams.application.port.subscription.SubscriptionKeys;
import durablestreams.application.port.subscription.SubscriptionStore;
import durablestreams.domain.subscription.SubscriptionChange;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of the nodes of a cluster, which have one store between them here. */
class SharedKeysTest extends SubscriptionKeysContract {

  private static final byte[] SECRET = "the secret of this cluster".getBytes(UTF_8);
  private static final byte[] NEXT_SECRET = "the next secret of it".getBytes(UTF_8);
  private static final byte[] BODY = {1, 2, 3};

  @TempDir private Path root;
  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private @Nullable String stored;

  /** A store that refuses to change the keys unless the node leads. */
  private SubscriptionStore store(boolean leads) {
    return (SubscriptionStore)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {SubscriptionStore.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "sealedKeys" -> Optional.ofNullable(stored);
                  case "commit" -> commit((List<?>) arguments[0], leads);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private @Nullable Object commit(List<?> changes, boolean leads) {
    if (!leads) {
      throw new NotLeaderException("this node does not lead");
    }
    stored = ((SubscriptionChange.KeysChanged) changes.getFirst()).sealed();
    return null;
  }

  private SharedKeys shared(boolean leads, byte[]... secrets) {
    return new SharedKeys(
        store(leads),
        new KeySeal(List.of(secrets), new Random()),
        Optional.of(new KeyFolder(root.resolve("keys"))),
        new Random());
  }

  private SubscriptionKeys node(boolean leads, byte[]... secrets) {
    return WebhookKeys.shared(shared(leads, secrets), now::get);
  }

  @Override
  protected SubscriptionKeys keys() {
    return node(true, SECRET);
  }

  @Test
  void nodesVerifyTheTokensAndSignaturesOfEachOther() throws GeneralSecurityException {
    SubscriptionKeys leader = node(true, SECRET);
    SubscriptionKeys follower = node(false, SECRET);
    assertThatExceptionOfType(NotLeaderException.class)
        .isThrownBy(follower::jwks)
        .withMessageContaining("does not lead");
    String token = leader.token(TOKEN);
    assertThat(follower.verify(token)).contains(TOKEN);
    assertThat(leader.verify(follower.token(TOKEN))).contains(TOKEN);
    assertThat(verified(follower.jwks(), leader.sign(BODY), BODY)).isTrue();
    assertThat(follower.activeKeyId()).isEqualTo(leader.activeKeyId());
    assertThat(node(true, SECRET).verify(token)).as("the next leader").contains(TOKEN);
  }

  @Test
  void theStoreHasNoKeyThatCanBeReadWithoutTheSecret() {
    String id = node(true, SECRET).activeKeyId();
    assertThat(stored).doesNotContain(id);
    SubscriptionKeys stranger = node(true, NEXT_SECRET);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(stranger::activeKeyId)
        .withMessageContaining("another secret of the cluster");
  }

  @Test
  void aSecretIsRotatedWithBothForAWhile() {
    SubscriptionKeys before = node(true, SECRET);
    String token = before.token(TOKEN);
    SharedKeys both = shared(true, NEXT_SECRET, SECRET);
    String added = both.add(now.get().plus(WebhookKeys.BEFORE_USE), now.get());
    SubscriptionKeys after = node(true, NEXT_SECRET);
    assertThat(after.verify(token)).contains(TOKEN);
    assertThat(after.jwks()).contains(before.activeKeyId(), added);
    now.updateAndGet(instant -> instant.plus(Duration.ofMinutes(6)));
    assertThat(after.activeKeyId()).isEqualTo(added);
  }

  @Test
  void theFirstUseWithTheNextSecretSealsTheKeysAgain() {
    String token = node(true, SECRET).token(TOKEN);
    String before = stored;
    assertThat(node(false, NEXT_SECRET, SECRET).verify(token)).contains(TOKEN);
    assertThat(stored).as("a follower cannot").isEqualTo(before);
    assertThat(node(true, NEXT_SECRET, SECRET).verify(token)).contains(TOKEN);
    assertThat(node(false, NEXT_SECRET).verify(token)).contains(TOKEN);
  }

  @Test
  void aReloadWithTheNextSecretSealsKeysAgainThatNothingUses() {
    shared(true, NEXT_SECRET, SECRET).sealAgain();
    assertThat(stored).as("no keys are made").isNull();
    String token = node(true, SECRET).token(TOKEN);
    shared(false, NEXT_SECRET, SECRET).sealAgain();
    shared(true, SECRET, NEXT_SECRET).sealAgain();
    assertThat(node(false, SECRET).verify(token)).contains(TOKEN);
    shared(true, NEXT_SECRET, SECRET).sealAgain();
    assertThat(node(false, NEXT_SECRET).verify(token)).contains(TOKEN);
  }

  @Test
  void theKeysOfTheServerThatTheClusterBeganWithGoOn() {
    SubscriptionKeys single =
        WebhookKeys.in(new KeyFolder(root.resolve("keys")), new Random(1), now::get);
    String token = single.token(TOKEN);
    SubscriptionKeys cluster = node(true, SECRET);
    assertThat(cluster.verify(token)).contains(TOKEN);
    assertThat(cluster.activeKeyId()).isEqualTo(single.activeKeyId());
  }

  @Test
  void everyChangedByteOfASealIsNoticed() {
    KeySeal seal = new KeySeal(List.of(SECRET), new Random(1));
    String sealed = seal.seal("the key");
    assertThat(seal.open(sealed)).contains("the key");
    for (int i = 0; i < sealed.length(); i++) {
      char other = sealed.charAt(i) == 'A' ? 'B' : 'A';
      String changed = sealed.substring(0, i) + other + sealed.substring(i + 1);
      assertThat(seal.open(changed)).as("byte %s", i).isEmpty();
      assertThat(seal.open(sealed.substring(0, i))).as("cut after %s", i).isEmpty();
    }
    assertThat(seal.open("no base64!")).isEmpty();
  }
}
