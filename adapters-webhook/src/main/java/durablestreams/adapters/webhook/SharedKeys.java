package durablestreams.adapters.webhook;

import durablestreams.application.UnavailableException;
import durablestreams.application.port.OutcomeUnknownException;
import durablestreams.application.port.subscription.SubscriptionStore;
import durablestreams.domain.subscription.SubscriptionChange;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Keys of subscriptions that the nodes of a cluster share. They are in the store of subscriptions,
 * so the commit log carries them to every node, encrypted with the secret of the cluster.
 *
 * <p>The first use makes them; only the leader can. A folder with keys of the server that the
 * cluster began with is taken over, so that its tokens and its key set stay valid.
 */
public final class SharedKeys {

  private static final System.Logger LOG = System.getLogger(SharedKeys.class.getName());

  private final SubscriptionStore store;
  private final KeySeal seal;
  private final Optional<KeyFolder> former;
  private final RandomGenerator random;

  /**
   * @param store whose commits go to all nodes
   * @param former the folder that held the keys while there was one server
   */
  public SharedKeys(
      SubscriptionStore store, KeySeal seal, Optional<KeyFolder> former, RandomGenerator random) {
    this.store = store;
    this.seal = seal;
    this.former = former;
    this.random = random;
  }

  /**
   * The keys, which are made if there are none.
   *
   * @throws RuntimeException of the store, when they are missing and this node does not lead
   */
  synchronized KeyRing ring(Instant now) {
    Optional<String> sealed = store.sealedKeys();
    if (sealed.isPresent()) {
      KeyRing ring = opened(sealed.get());
      if (!seal.isCurrent(sealed.get())) {
        sealAgain(ring);
      }
      return ring;
    }
    KeyRing first =
        former.flatMap(KeyFolder::existing).orElseGet(() -> KeyRing.generate(random, now));
    save(first);
    return first;
  }

  /**
   * Adds a signing key.
   *
   * @return its id
   */
  public synchronized String add(Instant activeFrom, Instant now) {
    SigningKey key = SigningKey.generate(activeFrom);
    save(ring(now).with(key));
    return key.id();
  }

  /**
   * Encrypts the keys with the secret that replaces another one, if there are any: once the former
   * secret is removed, nothing else reads them.
   */
  public synchronized void sealAgain() {
    store
        .sealedKeys()
        .filter(sealed -> !seal.isCurrent(sealed))
        .flatMap(seal::open)
        .map(KeyRing::parse)
        .ifPresent(this::sealAgain);
  }

  /** With the secret that replaces another one; the leader can, and others need not. */
  private void sealAgain(KeyRing ring) {
    try {
      save(ring);
    } catch (UnavailableException | OutcomeUnknownException e) {
      LOG.log(Level.DEBUG, "The keys are not encrypted with the next secret here", e);
    }
  }

  private void save(KeyRing ring) {
    store.commit(List.of(new SubscriptionChange.KeysChanged(seal.seal(ring.text()))));
  }

  private KeyRing opened(String sealed) {
    String text =
        seal.open(sealed)
            .orElseThrow(() ->
                new IllegalStateException(
                    "the keys of subscriptions were encrypted with another secret of the cluster: "
                        + "give this node the secret that the others have"));
    return KeyRing.parse(text);
  }
}
