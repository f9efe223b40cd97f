package durablestreams.simulation.schedule;

/** Group of simulated threads that end together, at any moment and without cleaning up. */
public final class SimulatedProcess {

  private final String name;
  private boolean alive = true;

  public SimulatedProcess(String name) {
    this.name = name;
  }

  public boolean alive() {
    return alive;
  }

  void end() {
    alive = false;
  }

  @Override
  public String toString() {
    return name;
  }
}
