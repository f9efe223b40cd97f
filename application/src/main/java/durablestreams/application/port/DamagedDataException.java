package durablestreams.application.port;

import durablestreams.application.DamagedException;

/** What a store holds of one stream fails its checksum, or is missing; other streams go on. */
public final class DamagedDataException extends DamagedException {
  private static final long serialVersionUID = 1;

  public DamagedDataException(String message) {
    super(message);
  }
}
