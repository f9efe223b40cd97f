package durablestreams.adapters.webhook;

import durablestreams.application.port.StoreFailedException;
import java.io.Serial;

/** A key in the folder of keys cannot be read or written; the message is one sentence. */
public final class UnusableKeyException extends StoreFailedException {
  @Serial private static final long serialVersionUID = 1;

  UnusableKeyException(String message, Throwable cause) {
    super(message, cause);
  }
}
