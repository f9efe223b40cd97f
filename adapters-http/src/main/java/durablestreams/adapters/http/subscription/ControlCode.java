package durablestreams.adapters.http.subscription;

import io.helidon.http.Status;

/** Reasons for which a request about a subscription is refused, as the protocol names them. */
public enum ControlCode {
  INVALID_REQUEST(400),
  WEBHOOK_URL_REJECTED(400),
  TOKEN_INVALID(401),
  TOKEN_EXPIRED(401),
  STREAM_FORBIDDEN(403),
  SUBSCRIPTION_NOT_FOUND(404),
  SUBSCRIPTION_ALREADY_EXISTS(409),
  ALREADY_CLAIMED(409),
  NO_PENDING_WORK(409),
  FENCED(409),
  INVALID_OFFSET(409),
  TOO_MANY_LINKS(409),
  CONTROL_BODY_TOO_LARGE(413),
  TOO_MANY_SUBSCRIPTIONS(429);

  private final Status status;

  ControlCode(int status) {
    this.status = Status.create(status);
  }

  Status status() {
    return status;
  }
}
