package durablestreams.application.port;

/** Failure to open a store because another process uses its folder. */
public final class FolderInUseException extends StoreFailedException {

  private static final long serialVersionUID = 1;

  public FolderInUseException(String message) {
    super(message);
  }
}
