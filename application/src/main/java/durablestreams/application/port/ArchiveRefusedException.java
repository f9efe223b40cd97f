package durablestreams.application.port;

/** Failure because this store must not use the archive: it has another owner, or lacks objects. */
public final class ArchiveRefusedException extends ArchiveUnavailableException {
  private static final long serialVersionUID = 1;

  public ArchiveRefusedException(String message) {
    super(message);
  }
}
