package durablestreams.application.live;

import java.util.function.Supplier;

/**
 * Client of a live read, as operators see it.
 *
 * @param address network address, worked out when it is asked for; empty for a reader in this
 *     process
 */
public record LiveClient(Delivery delivery, Supplier<String> address) {

  /** A reader in this process. */
  public static LiveClient here(Delivery delivery) {
    return new LiveClient(delivery, () -> "");
  }
}
