package durablestreams.application.access;

import org.jspecify.annotations.Nullable;

/**
 * Failure because the settings of a policy, or a file that they name, are invalid. The message is
 * one sentence for the operator: what is wrong, where, and what is allowed. It never contains a
 * secret.
 */
public final class AccessSettingsException extends RuntimeException {

  public AccessSettingsException(String message) {
    super(message);
  }

  public AccessSettingsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
