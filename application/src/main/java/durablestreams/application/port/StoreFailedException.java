package durablestreams.application.port;

import durablestreams.application.UnavailableException;
import org.jspecify.annotations.Nullable;

/** Failure of the store: the disk is full or broken, or the file is damaged. */
public class StoreFailedException extends UnavailableException {
  private static final long serialVersionUID = 1;

  private final boolean outOfSpace;

  public StoreFailedException(String message) {
    super(message);
    this.outOfSpace = false;
  }

  public StoreFailedException(String message, Throwable cause) {
    this(message, cause, false);
  }

  private StoreFailedException(String message, @Nullable Throwable cause, boolean outOfSpace) {
    super(message, cause);
    this.outOfSpace = outOfSpace;
  }

  /** Failure because the disk, or the part of the heap that the store may take, is full. */
  public static StoreFailedException outOfSpace(String message) {
    return outOfSpace(message, null);
  }

  /** Failure because the disk is full. */
  public static StoreFailedException outOfSpace(String message, @Nullable Throwable cause) {
    return new StoreFailedException(message, cause, true);
  }

  @Override
  public final boolean isOutOfSpace() {
    return outOfSpace;
  }
}
