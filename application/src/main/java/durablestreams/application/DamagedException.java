package durablestreams.application;

/**
 * Failure because stored data differs from what was written: the disk or the memory of the machine
 * changed it. Trying again does not help. The message is for the log; it says what is damaged.
 */
public class DamagedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public DamagedException(String message) {
    super(message);
  }
}
