package durablestreams.application.provider;

import org.jspecify.annotations.Nullable;

/**
 * Failure because the settings of an access policy or an archive, or a file that they name, are
 * invalid. The message is one sentence for the operator: what is wrong, where, and what is allowed.
 * It never contains a secret.
 */
public final class ProviderSettingsException extends RuntimeException {

  public ProviderSettingsException(String message) {
    super(message);
  }

  public ProviderSettingsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
