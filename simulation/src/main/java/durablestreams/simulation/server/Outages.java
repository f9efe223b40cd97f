package durablestreams.simulation.server;

import durablestreams.simulation.schedule.Scheduler;

/** Crashes and restarts of the server, and outages of the archive. */
final class Outages {

  private static final long MILLI = 1_000_000;

  private final Scheduler scheduler;
  private final SimulatedServer server;
  private final Faults faults;

  /** The reciprocal of the part of the places that ask for a crash that get one. */
  private final int rarity;

  private boolean on = true;
  private boolean planned;

  Outages(Scheduler scheduler, SimulatedServer server, Faults faults) {
    this.scheduler = scheduler;
    this.server = server;
    this.faults = faults;
    this.rarity = 20 + scheduler.random().nextInt(100);
  }

  void begin() {
    scheduler.after(millis(2_000), null, this::changeArchive);
  }

  /** No crash and no outage happens any more; a crash that was planned still does. */
  void end() {
    on = false;
    faults.end();
  }

  private void changeArchive() {
    if (on) {
      boolean down = scheduler.random().nextInt(4) == 0;
      scheduler.trace(down ? "the archive is down" : "the archive is up");
      faults.archiveDown(down);
      scheduler.after(millis(3_000), null, this::changeArchive);
    }
  }

  /** A place where a crash is interesting: sometimes one follows within some steps. */
  void maybeCrash() {
    if (on && !planned && scheduler.random().nextInt(rarity) == 0) {
      crash(scheduler.random().nextBoolean());
    }
  }

  /** Has the server crash within some steps, and start again later, unless that is planned. */
  void crash(boolean powerCut) {
    if (planned) {
      return;
    }
    planned = true;
    scheduler.after(
        1 + scheduler.random().nextLong(100_000),
        null,
        () -> {
          server.crash(powerCut);
          scheduler.after(
              millis(400),
              null,
              () -> {
                planned = false;
                server.start();
              });
        });
  }

  /** Whether a crash, or the start after it, is still to come. */
  boolean isPlanned() {
    return planned;
  }

  private long millis(int most) {
    return (1 + scheduler.random().nextInt(most)) * MILLI;
  }
}
