package durablestreams.adapters.webhook;

import durablestreams.application.port.subscription.SubscriptionKeys;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Keys of subscriptions, in a folder, shared by the nodes of a cluster, or in memory only.
 *
 * <p>A new signing key is published at once and used {@link #BEFORE_USE} later, when no cached key
 * set is without it; an old one is published until signatures of its time are too old to be
 * accepted. Keys that are added to the folder are found within seconds. The first use reads the
 * signing keys, or makes one.
 */
public final class WebhookKeys implements SubscriptionKeys {

  /** From the publication of a key to its first use: the key set may be cached for 300 s. */
  public static final Duration BEFORE_USE = Duration.ofSeconds(330);

  /** How long a key is published after its last use. */
  private static final Duration AFTER_USE = Duration.ofMinutes(10);

  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final String MAC = "HmacSHA256";
  private static final String TOKEN_VERSION = "2";
  private static final int TOKEN_PARTS = 6;

  /** Version of tokens that do not say which streams their workers know. */
  private static final String FORMER_VERSION = "1";

  private static final int FORMER_PARTS = 5;
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  private final Function<Instant, KeyRing> source;
  private final InstantSource clock;
  private @Nullable KeyRing known;
  private Instant lookedAt = Instant.EPOCH;

  private WebhookKeys(Function<Instant, KeyRing> source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  /** Keys that last. */
  public static WebhookKeys in(KeyFolder folder, RandomGenerator random, InstantSource clock) {
    byte[] secret = folder.tokenSecret(random);
    return new WebhookKeys(now -> new KeyRing(folder.signingKeys(now), secret), clock);
  }

  /** Keys of all nodes of a cluster. */
  public static WebhookKeys shared(SharedKeys keys, InstantSource clock) {
    return new WebhookKeys(keys::ring, clock);
  }

  /** Keys that end with the process. */
  public static WebhookKeys inMemory(RandomGenerator random, InstantSource clock) {
    AtomicReference<Optional<KeyRing>> only = new AtomicReference<>(Optional.empty());
    return new WebhookKeys(
        now ->
            only.updateAndGet(made -> made.or(() -> Optional.of(KeyRing.generate(random, now))))
                .orElseThrow(),
        clock);
  }

  private synchronized KeyRing ring(Instant now) {
    KeyRing ring = known;
    boolean setBack = now.isBefore(lookedAt);
    if (ring == null || setBack || !now.isBefore(lookedAt.plus(LOOK))) {
      ring = source.apply(now);
      known = ring;
      lookedAt = now;
    }
    return ring;
  }

  private SigningKey active(Instant now) {
    List<SigningKey> keys = ring(now).signing();
    SigningKey active = keys.getFirst();
    for (SigningKey key : keys) {
      active = key.activeFrom().isAfter(now) ? active : key;
    }
    return active;
  }

  @Override
  public String activeKeyId() {
    return active(clock.instant()).id();
  }

  @Override
  public String jwks() {
    return published(clock.instant()).stream()
        .map(SigningKey::jwk)
        .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
  }

  private List<SigningKey> published(Instant now) {
    List<SigningKey> keys = ring(now).signing();
    List<SigningKey> published = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      boolean last = i == keys.size() - 1;
      if (last || now.isBefore(keys.get(i + 1).activeFrom().plus(AFTER_USE))) {
        published.add(keys.get(i));
      }
    }
    return published;
  }

  @Override
  public String sign(byte[] body) {
    Instant now = clock.instant();
    SigningKey key = active(now);
    long seconds = now.getEpochSecond();
    return "t=" + seconds + ",kid=" + key.id() + ",ed25519=" + key.sign(seconds, body);
  }

  @Override
  public String token(WorkerToken token) {
    String text =
        String.join(
            "\n",
            TOKEN_VERSION,
            token.subscription(),
            Long.toString(token.incarnation()),
            Long.toString(token.generation()),
            Long.toString(token.streamsBefore()),
            Long.toString(token.expiresAt().getEpochSecond()));
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return URL.encodeToString(bytes) + "." + URL.encodeToString(mac(bytes));
  }

  @Override
  public Optional<WorkerToken> verify(String token) {
    int dot = token.indexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token.substring(0, dot));
      byte[] mac = Base64.getUrlDecoder().decode(token.substring(dot + 1));
      return MessageDigest.isEqual(mac, mac(bytes))
          ? parse(new String(bytes, StandardCharsets.UTF_8))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<WorkerToken> parse(String text) {
    String[] parts = text.split("\n", -1);
    if (parts.length == TOKEN_PARTS && parts[0].equals(TOKEN_VERSION)) {
      return Optional.of(token(parts, Long.parseLong(parts[4])));
    }
    return parts.length == FORMER_PARTS && parts[0].equals(FORMER_VERSION)
        ? Optional.of(token(parts, Long.MAX_VALUE))
        : Optional.empty();
  }

  private static WorkerToken token(String[] parts, long streamsBefore) {
    return new WorkerToken(
        parts[1],
        Long.parseLong(parts[2]),
        Long.parseLong(parts[3]),
        streamsBefore,
        Instant.ofEpochSecond(Long.parseLong(parts[parts.length - 1])));
  }

  private byte[] mac(byte[] bytes) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(ring(clock.instant()).tokenSecret(), MAC));
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java without " + MAC, e);
    }
  }
}
