package durablestreams.application.port;

import durablestreams.application.DamagedException;

/**
 * Failure because stored data of one stream has a wrong checksum or is missing; other streams are
 * not affected.
 */
public final class DamagedDataException extends DamagedException {
  private static final long serialVersionUID = 1;

  public DamagedDataException(String message) {
    super(message);
  }
}
