package durablestreams.bootstrap.settings;

/**
 * What the operator gave is not right. The message is one sentence that says which setting, and
 * what is allowed; it never holds a secret.
 */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public SettingsException(String message) {
    super(message);
  }
}
