package durablestreams.application.port.subscription;

import java.time.Instant;
import java.util.Optional;

/** Keys that webhooks and tokens of workers are signed with. */
public interface SubscriptionKeys {

  /**
   * What a token of a worker says.
   *
   * @param incarnation of the subscription
   * @param streamsBefore highest stream key when the worker was told of its streams: it knows
   *     nothing of streams with higher keys, whatever their names
   */
  record WorkerToken(
      String subscription,
      long incarnation,
      long generation,
      long streamsBefore,
      Instant expiresAt) {}

  /** Name of the key that webhooks are signed with now. */
  String activeKeyId();

  /** The public keys as a JWK Set: those of now, of soon, and of before for as long as needed. */
  String jwks();

  /** Value of the header {@code Webhook-Signature} for these bytes, signed now. */
  String sign(byte[] body);

  /** A signed token. */
  String token(WorkerToken token);

  /** What the token says, if it was signed here; it may have expired. */
  Optional<WorkerToken> verify(String token);
}
