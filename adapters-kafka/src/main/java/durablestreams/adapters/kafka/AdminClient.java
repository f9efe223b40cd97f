package durablestreams.adapters.kafka;

import durablestreams.application.port.replication.LogUnavailableException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Admin client that is opened when it is needed, and again after a failure. For several threads.
 */
final class AdminClient implements AutoCloseable {

  private final KafkaClients clients;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Admin admin;
  private volatile boolean closed;

  AdminClient(KafkaClients clients) {
    this.clients = clients;
  }

  /**
   * The client that is open, or a new one.
   *
   * @throws LogUnavailableException when the properties of connections do not allow for one
   */
  Admin open() {
    Admin open = admin;
    if (open != null) {
      return open;
    }
    lock.lock();
    try {
      open = admin;
      if (closed) {
        throw new LogUnavailableException("the commit log was closed");
      }
      if (open == null) {
        open = clients.admin();
        admin = open;
      }
      return open;
    } catch (KafkaException e) {
      throw KafkaFailures.unavailable("the clients of the commit log cannot be set up", e);
    } finally {
      lock.unlock();
    }
  }

  /** Closes the client, and what waits for it fails; the next use opens another one. */
  void reset() {
    lock.lock();
    try {
      Admin open = admin;
      admin = null;
      if (open != null) {
        open.close(Duration.ZERO);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    closed = true;
    reset();
  }
}
