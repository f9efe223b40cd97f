package durablestreams.simulation.server;

import durablestreams.application.port.OutcomeUnknownException;
import durablestreams.application.port.StoreFailedException;

/** Fault of a commit of a simulated store. */
public enum CommitFault {
  NONE,
  /** Nothing is stored, and the store says so. */
  REFUSED,
  /** Nothing is stored, and the store cannot tell. */
  UNKNOWN_LOST,
  /** Everything is stored, and the store cannot tell. */
  UNKNOWN_STORED;

  /** Before anything is stored: fails where nothing will be. */
  public void before() {
    switch (this) {
      case REFUSED -> throw new StoreFailedException("the disk is full");
      case UNKNOWN_LOST -> throw unknown();
      case NONE, UNKNOWN_STORED -> {}
    }
  }

  /** After everything is stored: fails where the store cannot tell. */
  public void after() {
    if (this == UNKNOWN_STORED) {
      throw unknown();
    }
  }

  private static OutcomeUnknownException unknown() {
    return new OutcomeUnknownException(
        "the commit failed in the middle", new IllegalStateException("a fault of the simulation"));
  }
}
