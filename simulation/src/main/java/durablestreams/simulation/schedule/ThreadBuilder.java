package durablestreams.simulation.schedule;

import java.util.concurrent.ThreadFactory;

/** Stand-in for the builder of platform threads: what it builds are simulated threads. */
public final class ThreadBuilder {

  private String name = "";
  private long counter = -1;

  public ThreadBuilder name(String newName) {
    name = newName;
    return this;
  }

  public ThreadBuilder name(String prefix, long start) {
    name = prefix;
    counter = start;
    return this;
  }

  public ThreadBuilder daemon() {
    return this;
  }

  public ThreadBuilder daemon(boolean on) {
    return this;
  }

  public ThreadBuilder priority(int priority) {
    return this;
  }

  public Thread unstarted(Runnable body) {
    String full = counter < 0 ? name : name + counter++;
    return Scheduler.current().thread(full, body);
  }

  public Thread start(Runnable body) {
    Thread thread = unstarted(body);
    thread.start();
    return thread;
  }

  public ThreadFactory factory() {
    return this::unstarted;
  }
}
