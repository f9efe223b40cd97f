package durablestreams.conformance.cluster.engine;

import durablestreams.conformance.harness.ServerCommand;
import java.util.List;

/** Engine of the commit log of a cluster: one or more servers of this machine, and their faults. */
public interface ClusterEngine extends AutoCloseable {

  /** The ports of 127.0.0.1 at which its servers listen, the same ones as long as it runs. */
  List<Integer> ports();

  /**
   * Adds the settings of a commit log to the command of a node.
   *
   * @param log name of the log, of lower-case letters, digits and {@code _}; each name is a log of
   *     its own
   * @param reachedAt where the node reaches the servers: {@link #ports}, or a link in front of each
   */
  ServerCommand configure(ServerCommand node, String log, List<Integer> reachedAt);

  /** As {@link #configure(ServerCommand, String, List)}, without links. */
  default ServerCommand configure(ServerCommand node, String log) {
    return configure(node, log, ports());
  }

  /** Whether nodes may reach its servers through links. */
  boolean hasLinks();

  /** Whether another server goes on when the primary is lost: {@link #promote}. */
  boolean hasStandby();

  /** Whether another server takes records by itself when the primary is lost. */
  boolean electsByItself();

  /**
   * Ends the server that takes records with SIGKILL, and all its processes.
   *
   * @return what it was, in words
   */
  String killPrimary();

  /**
   * After {@link #killPrimary}: has another server take records, and returns once it does. One that
   * elects by itself is waited for.
   */
  void promote();

  /**
   * Starts the server that was killed: as it was or, after {@link #promote}, as the standby of the
   * other one. Returns once the engine is as it was before the fault.
   */
  void repair();

  /** Stops all servers in order, and starts them again. */
  void restart();

  /** Suspends all servers with SIGSTOP, until {@link #resume}. */
  void pause();

  /** Resumes what was suspended. */
  void resume();

  @Override
  void close();
}
