package durablestreams.application.replication.node;

import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/**
 * Timer that ends the live reads of a node that hears nothing. It has a thread of its own: the one
 * of the node waits while the commit log does not answer, and so does the lane.
 */
final class LiveReadWatch implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(LiveReadWatch.class.getName());

  private final NodeSettings settings;
  private final NodeLoop loop;
  private final Thread thread;

  LiveReadWatch(NodeSettings settings, NodeLoop loop) {
    this.settings = settings;
    this.loop = loop;
    this.thread = Thread.ofPlatform().name("live-read-watch").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(settings.heartbeat());
        look();
      }
    } catch (InterruptedException e) {
      // closing
    }
  }

  private void look() {
    try {
      loop.endStaleReads();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "Live reads could not be ended", e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
