package durablestreams.server.assembly;

import java.util.concurrent.ThreadFactory;

/** Factories of threads that do not keep a process alive. */
public final class DaemonThreads {

  private DaemonThreads() {}

  /** Platform threads with this name and a number. */
  public static ThreadFactory named(String name) {
    return Thread.ofPlatform().daemon().name(name + "-", 1).factory();
  }
}
