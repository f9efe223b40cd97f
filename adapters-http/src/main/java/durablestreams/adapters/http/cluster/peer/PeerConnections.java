package durablestreams.adapters.http.cluster.peer;

import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentMap;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Pool of connections to other nodes. */
public final class PeerConnections implements AutoCloseable {

  /** Less than any server keeps idle connections, so that it seldom closes one that is taken. */
  private static final long MAX_IDLE = Duration.ofSeconds(5).toNanos();

  private static final int MAX_IDLE_CONNECTIONS = 64;

  private final PeerSettings settings;
  private final SSLContext tls;
  private final ConcurrentMap<PeerAddress, Deque<PeerConnection>> idle = new ConcurrentHashMap<>();
  private final Set<PeerConnection> busy = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  public PeerConnections(PeerSettings settings) {
    this.settings = settings;
    this.tls = settings.trust().orElseGet(PeerConnections::trustOfTheJvm);
  }

  private static SSLContext trustOfTheJvm() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no TLS", e);
    }
  }

  /**
   * A connection that is open as far as can be seen.
   *
   * @param fresh whether it must not have served a request before
   */
  public PeerConnection take(PeerAddress address, boolean fresh) throws IOException {
    PeerConnection found = fresh ? null : idle(address);
    if (found == null) {
      found = PeerConnection.open(address, tls, settings.connectTimeout());
    }
    busy.add(found);
    if (closed) {
      drop(found);
      throw new IOException("this node is stopping");
    }
    return found;
  }

  private @Nullable PeerConnection idle(PeerAddress address) {
    Deque<PeerConnection> free = idle.get(address);
    if (free == null) {
      return null;
    }
    PeerConnection found = free.pollFirst();
    while (found != null && !isUsable(found)) {
      found.close();
      found = free.pollFirst();
    }
    return found;
  }

  private static boolean isUsable(PeerConnection connection) {
    return System.nanoTime() - connection.idleSince() < MAX_IDLE && connection.isAlive();
  }

  /** Takes a connection back after a whole answer. */
  public void give(PeerConnection connection) {
    Deque<PeerConnection> free =
        idle.computeIfAbsent(connection.address(), address -> new ConcurrentLinkedDeque<>());
    if (closed
        || free.size() >= MAX_IDLE_CONNECTIONS
        || !connection.becomeIdle(System.nanoTime())) {
      drop(connection);
      return;
    }
    busy.remove(connection);
    free.addFirst(connection);
  }

  /** Closes a connection that is not used again. */
  public void drop(PeerConnection connection) {
    busy.remove(connection);
    connection.close();
  }

  /** Closes what has been idle, or in one write, for too long. */
  public void check(long now) {
    for (PeerConnection connection : busy) {
      long since = connection.writingSince();
      if (since != 0 && now - since > settings.answerTimeout().toNanos()) {
        connection.close();
      }
    }
    for (Deque<PeerConnection> free : idle.values()) {
      PeerConnection last = free.peekLast();
      while (last != null && now - last.idleSince() > MAX_IDLE && free.remove(last)) {
        last.close();
        last = free.peekLast();
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    busy.forEach(PeerConnection::close);
    idle.values().forEach(free -> free.forEach(PeerConnection::close));
    idle.clear();
  }
}
