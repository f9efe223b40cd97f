package durablestreams.server.assembly;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * The limit of open files and sockets of the process, and the part of it for connections.
 *
 * <p>Connections must never take all of it: when the system refuses the next one, Helidon stops
 * listening permanently.
 *
 * @param most files and sockets together
 * @param processors of which the store opens more with each
 */
public record OpenFileLimit(long most, int processors) {

  /** The store's, what the archive keeps open, blocks of it that are fetched, and the JVM's own. */
  private static final int OWN = 256;

  private static final int OWN_PER_PROCESSOR = 8;

  private static final int FEWEST_CONNECTIONS = 64;

  /** That of this process; no limit where the system does not tell of one. */
  public static OpenFileLimit ofThisProcess() {
    int processors = Runtime.getRuntime().availableProcessors();
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? new OpenFileLimit(unix.getMaxFileDescriptorCount(), processors)
        : new OpenFileLimit(Long.MAX_VALUE, processors);
  }

  /**
   * How many connections there may be at a time.
   *
   * @param wanted by the settings
   * @throws StartException when there is room for hardly any
   */
  public int connections(int wanted) {
    long own = OWN + (long) OWN_PER_PROCESSOR * processors;
    long room = most - own;
    if (room < FEWEST_CONNECTIONS) {
      throw new StartException(
          "The process may open only %d files and sockets, but the server needs %d: raise the limit (ulimit -n)"
              .formatted(most, own + FEWEST_CONNECTIONS));
    }
    return Math.toIntExact(Math.min(wanted, room));
  }
}
