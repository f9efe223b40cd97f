package durablestreams.application.contract;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.port.HotLogHousekeeping;
import durablestreams.application.port.MaintenanceQueue;
import durablestreams.application.port.StreamDirectory;
import durablestreams.application.port.StreamStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Common base of the contracts of a store's three ports. A subclass opens an empty store, and
 * reopens an existing one.
 *
 * <p>Every test ends with two comparisons of the whole store with the model: as it is, and after it
 * was closed and reopened.
 */
public abstract class StoreContract {

  /** Decides the changes of a test; what it took is in the model. */
  protected final StreamFixtures streams = new StreamFixtures();

  private StorePorts ports;

  /** A new store without any streams. Called once for each test. */
  protected abstract StorePorts open();

  /**
   * Closes the store behind {@code ports} and opens it again, as a process does that starts after
   * that one ended. A store that forgets returns {@code ports} as they are.
   */
  protected abstract StorePorts reopen(StorePorts ports);

  @BeforeEach
  void openStore() {
    ports = open();
  }

  @AfterEach
  void checkAndCloseStore() {
    try {
      commit();
      check();
      restart();
      check();
    } finally {
      ports.store().close();
    }
  }

  protected final StreamStore store() {
    return ports.store();
  }

  protected final StreamDirectory directory() {
    return ports.directory();
  }

  protected final MaintenanceQueue queue() {
    return ports.queue();
  }

  protected final HotLogHousekeeping housekeeping() {
    return ports.housekeeping().orElseThrow();
  }

  /** Commits what the fixture decided since the last commit. */
  protected final void commit() {
    store().commit(streams.take());
  }

  protected final void restart() {
    ports = reopen(ports);
  }

  /** Compares the store with the model. */
  protected final void check() {
    ModelCheck.check(ports, streams.model());
  }

  /** Does a piece of housekeeping; returns whether there is more to do. */
  protected final boolean reclaim(int maxRows) {
    return ports.reclaim(maxRows);
  }

  /** Removes all unreclaimed rows; afterwards no row exists that an object holds. */
  protected final void reclaimAll() {
    for (int i = 0; reclaim(100); i++) {
      assertThat(i).as("pieces of work").isLessThan(100_000);
    }
    ModelCheck.checkReclaimed(ports, streams.model());
  }
}
