package durablestreams.benchmarks.server;

import durablestreams.benchmarks.http.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A server that answers; closing it stops it and removes its data. Of one that another program
 * started, nothing but its address is known.
 */
public interface RunningServer extends AutoCloseable {

  /** Where it listens. */
  Endpoint endpoint();

  /** Its process, when this program started it. */
  default OptionalLong pid() {
    return OptionalLong.empty();
  }

  /** Its data folder, when it has one on this machine that is known. */
  default Optional<Path> dataFolder() {
    return Optional.empty();
  }

  /** Its garbage collection log, when it is a JVM that this program started. */
  default Optional<Path> gcLog() {
    return Optional.empty();
  }

  /** Time from the start of the process to its first good answer; zero when it ran already. */
  default Duration startUp() {
    return Duration.ZERO;
  }

  /**
   * Stops the process and starts it again on its data; its process id changes.
   *
   * @throws IOException when it does not start, with its last words
   */
  default void restart() throws IOException {
    throw new IOException("this server cannot be started again from here");
  }

  @Override
  void close();
}
