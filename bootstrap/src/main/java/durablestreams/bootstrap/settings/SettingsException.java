package durablestreams.bootstrap.settings;

/**
 * An invalid setting. The message is one sentence that says which setting, and what is allowed; it
 * never holds a secret.
 */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final int SHOWN = 100;

  public SettingsException(String message) {
    super(message);
  }

  /** Input of the operator, made safe for one line of an error. */
  public static String printable(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
  }
}
