package durablestreams.server.assembly;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;

/** Stack of open parts of a server, closed in reverse order. */
public final class CloseStack implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(CloseStack.class.getName());

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private boolean clean = true;

  public <T extends AutoCloseable> T add(T part) {
    open.push(part);
    return part;
  }

  /** Closes every part, also when one of them fails at it. */
  @Override
  public void close() {
    while (!open.isEmpty()) {
      AutoCloseable part = open.pop();
      try {
        part.close();
      } catch (Exception e) {
        clean = false;
        LOG.log(Level.ERROR, part.getClass().getSimpleName() + " could not be closed", e);
      }
    }
  }

  /** Whether all parts closed without a failure so far. */
  public boolean clean() {
    return clean;
  }
}
