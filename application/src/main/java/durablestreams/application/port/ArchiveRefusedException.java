package durablestreams.application.port;

/** An archive that this store may not use as it is: it has another owner, or lacks objects. */
public final class ArchiveRefusedException extends ArchiveUnavailableException {
  private static final long serialVersionUID = 1;

  public ArchiveRefusedException(String message) {
    super(message);
  }
}
