package durablestreams.simulation.schedule;

import java.util.function.Consumer;

/** Trace of a run: a hash of every step and event, and the events as text where that is wanted. */
public final class Trace {

  private final Consumer<String> sink;
  private final boolean steps;
  private long hash = 0xcbf29ce484222325L;

  /**
   * @param sink takes the text of events
   * @param steps whether it takes the steps as well
   */
  public Trace(Consumer<String> sink, boolean steps) {
    this.sink = sink;
    this.steps = steps;
  }

  /** A trace that keeps the hash only. */
  public static Trace hashOnly() {
    return new Trace(text -> {}, false);
  }

  void step(long now, String thread) {
    add(now, thread);
    if (steps) {
      sink.accept(text(now, thread));
    }
  }

  void event(long now, String event) {
    add(now, event);
    sink.accept(text(now, event));
  }

  private void add(long now, String text) {
    hash = (hash ^ now) * 0x100000001b3L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
  }

  private static String text(long now, String what) {
    return "%14.6f %s".formatted(now / 1e9, what);
  }

  /** A hash of all steps and events so far. */
  public long hash() {
    return hash;
  }
}
