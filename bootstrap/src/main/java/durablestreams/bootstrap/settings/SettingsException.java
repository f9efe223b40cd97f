package durablestreams.bootstrap.settings;

/**
 * What the operator gave is not right. The message is one sentence that says which setting, and
 * what is allowed; it never holds a secret.
 */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final int SHOWN = 100;

  public SettingsException(String message) {
    super(message);
  }

  /** What somebody typed, fit for one line of an error. */
  public static String printable(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
  }
}
