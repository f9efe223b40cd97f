package durablestreams.adapters.http.connection;

import io.helidon.webserver.CloseConnectionException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks at the frames that Helidon reads from an HTTP/2 connection, for what it does not see to.
 *
 * <p>It does not tell when a client has given a request up, and goes on to write an answer for
 * which nobody waits. And it keeps every frame of a header section until the last one is there, of
 * which those without a byte do not count as large.
 */
final class FrameWatch {

  private static final int PREFACE = 24;
  private static final int FRAME_HEAD = 9;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int CONTINUATION = 9;
  private static final int END_STREAM = 1;

  /** Frames of one header section, which fits into very few. */
  private static final int MOST_CONTINUATIONS = 64;

  /** Frames of a body that is not read any more; Helidon queues 32. */
  private static final int MOST_ABANDONED = 16;

  /** The requests that are being served, and whether they still matter. */
  private final Map<Integer, Boolean> wanted = new ConcurrentHashMap<>();

  /** Requests whose bodies are not read any more, and the frames that came of them since. */
  private final Map<Integer, Integer> abandoned = new ConcurrentHashMap<>();

  private final byte[] head = new byte[FRAME_HEAD];
  private int headBytes;
  private int skip = PREFACE;
  private int continuations;

  /** Takes the next bytes that the client sent. */
  void see(byte[] bytes) {
    int at = 0;
    while (at < bytes.length) {
      if (skip > 0) {
        int step = Math.min(skip, bytes.length - at);
        skip -= step;
        at += step;
      } else {
        head[headBytes++] = bytes[at++];
        if (headBytes == FRAME_HEAD) {
          headBytes = 0;
          frame();
        }
      }
    }
  }

  private void frame() {
    skip = number(0, 3);
    switch (head[3]) {
      case HEADERS -> continuations = 0;
      case CONTINUATION -> {
        if (++continuations > MOST_CONTINUATIONS) {
          throw new CloseConnectionException("a header section is in too many pieces");
        }
      }
      case DATA -> data();
      case RST_STREAM -> {
        wanted.replace(stream(), false);
        abandoned.remove(stream());
      }
      default -> {}
    }
  }

  /** Helidon queues what is not read, and does nothing else any more once the queue is full. */
  private void data() {
    if (abandoned.isEmpty()) {
      return;
    }
    if ((head[4] & END_STREAM) != 0) {
      abandoned.remove(stream());
      return;
    }
    Integer frames = abandoned.computeIfPresent(stream(), (stream, count) -> count + 1);
    if (frames != null && frames > MOST_ABANDONED) {
      throw new CloseConnectionException("the client goes on with a body that was refused");
    }
  }

  /** What comes of the body of a request is not read any more. */
  void abandon(int stream) {
    abandoned.put(stream, 0);
  }

  private int stream() {
    return number(5, 4) & 0x7fff_ffff;
  }

  private int number(int from, int count) {
    int number = 0;
    for (int i = from; i < from + count; i++) {
      number = number << 8 | head[i] & 0xff;
    }
    return number;
  }

  /** A request is being served; says how many there are now, given up or not. */
  int started(int stream) {
    wanted.put(stream, true);
    return wanted.size();
  }

  boolean isReset(int stream) {
    return Boolean.FALSE.equals(wanted.get(stream));
  }

  void ended(int stream) {
    wanted.remove(stream);
  }
}
