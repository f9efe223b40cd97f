package durablestreams.application.access;

import org.jspecify.annotations.Nullable;

/**
 * The settings of a policy, or a file they name, are not right. The message is one sentence for the
 * operator that says what is wrong, where, and what would be right; it never holds a secret.
 */
public final class AccessSettingsException extends RuntimeException {

  public AccessSettingsException(String message) {
    super(message);
  }

  public AccessSettingsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
