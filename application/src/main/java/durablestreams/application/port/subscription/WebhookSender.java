package durablestreams.application.port.subscription;

import java.time.Duration;
import java.util.Optional;

/** Client that delivers webhooks, to targets that are allowed only. */
public interface WebhookSender {

  /** What became of a delivery. */
  sealed interface Answer {

    /**
     * The receiver has taken it over.
     *
     * @param done whether it has finished
     */
    record Taken(boolean done) implements Answer {}

    /**
     * It was not delivered.
     *
     * @param reason one line for the operator
     */
    record Failed(String reason) implements Answer {}
  }

  /** Why a subscription may not have this URL, in one line for the client; empty if it may. */
  Optional<String> refusal(String url);

  /**
   * Posts JSON, without following redirects. Blocks at most for about {@code limit}.
   *
   * @param signature value of the header {@code Webhook-Signature}
   */
  Answer post(String url, byte[] body, String signature, Duration limit);
}
