package durablestreams.simulation.server;

import durablestreams.application.port.subscription.SubscriptionKeys;
import java.util.Optional;

/** Keys of which no signature is checked: the receiver of webhooks is the simulation itself. */
final class SimulatedKeys implements SubscriptionKeys {

  @Override
  public String activeKeyId() {
    return "key";
  }

  @Override
  public String jwks() {
    return "{\"keys\":[]}";
  }

  @Override
  public String sign(byte[] body) {
    return "signed";
  }

  @Override
  public String token(WorkerToken token) {
    return "token-" + token.generation();
  }

  @Override
  public Optional<WorkerToken> verify(String token) {
    return Optional.empty();
  }
}
