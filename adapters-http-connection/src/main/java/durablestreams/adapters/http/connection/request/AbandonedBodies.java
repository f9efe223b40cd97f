package durablestreams.adapters.http.connection.request;

import java.util.HashMap;
import java.util.Map;

/**
 * The requests of one HTTP/2 connection whose bodies are not read any more, and the frames that
 * came of each since. Helidon keeps such a request and queues its frames until the body ends.
 */
final class AbandonedBodies {

  /** Frames of one body; Helidon queues 32, and does nothing else once the queue is full. */
  private static final int MOST_FRAMES = 16;

  private final RequestLimit limit;
  private final Map<Integer, Integer> frames = new HashMap<>();
  private volatile boolean some;
  private volatile boolean tooMany;
  private boolean over;

  AbandonedBodies(RequestLimit limit) {
    this.limit = limit;
  }

  synchronized void add(int stream) {
    if (over || frames.putIfAbsent(stream, 0) != null) {
      return;
    }
    some = true;
    if (!limit.abandon() || frames.size() > limit.ofOne()) {
      tooMany = true;
    }
  }

  /** The client has ended a body, or given it up. */
  void end(int stream) {
    if (some) {
      remove(stream);
    }
  }

  private synchronized void remove(int stream) {
    if (frames.remove(stream) != null) {
      limit.forget(1);
      some = !frames.isEmpty();
    }
  }

  /** A frame of a body came, and others follow. */
  void frame(int stream) {
    if (some) {
      count(stream);
    }
  }

  private synchronized void count(int stream) {
    Integer count = frames.computeIfPresent(stream, (unread, before) -> before + 1);
    if (count != null && count > MOST_FRAMES) {
      throw new FloodException("the client goes on with a body that was refused");
    }
  }

  /** Ends a connection that has left too many requests without the end of their bodies. */
  void check() {
    if (tooMany) {
      throw new FloodException("too many requests were refused whose bodies did not end");
    }
  }

  /** The connection has ended. */
  synchronized void endAll() {
    over = true;
    limit.forget(frames.size());
    frames.clear();
  }
}
