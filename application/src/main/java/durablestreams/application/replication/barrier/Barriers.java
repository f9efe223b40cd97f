package durablestreams.application.replication.barrier;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads that wait for something that begins after they came: all that came before it began wait for
 * the same one.
 */
public final class Barriers {

  /** Reads that wait together, for the position of a record. */
  public static final class Group {
    private final CompletableFuture<Long> position = new CompletableFuture<>();
    private volatile boolean wanted;

    public CompletableFuture<Long> position() {
      return position;
    }
  }

  private volatile Group next = new Group();

  /** Joins those that wait for what begins next. */
  public Group join() {
    Group group = next;
    group.wanted = true;
    return group;
  }

  /** Whether anything waits for what begins next. */
  public boolean wanted() {
    return next.wanted;
  }

  /**
   * What a read may wait for begins now. By one thread at a time.
   *
   * @return those that wait for it, to be completed; {@code null} if none do
   */
  public @Nullable Group begin() {
    Group group = next;
    if (!group.wanted) {
      return null;
    }
    next = new Group();
    return group;
  }
}
