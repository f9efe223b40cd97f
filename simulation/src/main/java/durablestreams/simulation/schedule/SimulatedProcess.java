package durablestreams.simulation.schedule;

import java.util.ArrayList;
import java.util.List;

/** Group of simulated threads that end together, at any moment and without cleaning up. */
public final class SimulatedProcess {

  private final String name;
  private final List<SimulatedThread> heldBack = new ArrayList<>();
  private boolean alive = true;
  private boolean held;

  public SimulatedProcess(String name) {
    this.name = name;
  }

  public boolean alive() {
    return alive;
  }

  /** Whether none of its threads runs for now. */
  public boolean held() {
    return held;
  }

  void hold() {
    held = true;
  }

  void holdBack(SimulatedThread thread) {
    heldBack.add(thread);
  }

  /** Ends the pause; returns the threads that could have run. */
  List<SimulatedThread> release() {
    held = false;
    List<SimulatedThread> released = List.copyOf(heldBack);
    heldBack.clear();
    return released;
  }

  void end() {
    alive = false;
    heldBack.clear();
  }

  @Override
  public String toString() {
    return name;
  }
}
