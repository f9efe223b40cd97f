package durablestreams.adapters.http.connection.request;

import durablestreams.adapters.http.connection.waits.LiveWait;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Inspection of the frames that Helidon reads from an HTTP/2 connection, for what it does not do.
 *
 * <p>It does not tell when a client has given a request up, keeps every frame of a header section
 * until the last one is there, takes what follows an unknown setting for other settings, and does
 * not end where a field is larger than the table of fields. A request that is given up while it
 * waits ends at once; floods end the connection.
 */
public final class FrameWatch {

  private static final int PREFACE = 24;
  private static final int FRAME_HEAD = 9;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int CONTINUATION = 9;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int PADDED = 8;
  private static final int WITH_PRIORITY = 0x20;
  private static final int PRIORITY_BYTES = 5;

  private static final int SETTING = 6;
  private static final int ENABLE_PUSH = 2;
  private static final int LAST_KNOWN_SETTING = 6;

  /** Frames of one header section, which fits into very few. */
  private static final int MOST_CONTINUATIONS = 64;

  /** Requests whose head came and which have not ended. */
  private static final int MOST_OPEN = 2_048;

  private final Map<Integer, LiveWait> requests = new ConcurrentHashMap<>();

  private final AbandonedBodies abandoned;
  private final FrameBudget budget = new FrameBudget();
  private final byte[] head = new byte[FRAME_HEAD];
  private int headBytes;
  private int skip = PREFACE;
  private int lastStream;
  private int continuations;

  /** Bytes of SETTINGS that were seen, or -1 in any other frame. */
  private int settingsBytes = -1;

  private boolean unknownSetting;

  private final FieldTable fields = new FieldTable();

  /** Whether the frame has a part of a header section. */
  private boolean inFields;

  private boolean lastFields;

  /** Bytes of the frame before the header section, and whether the first one is its padding. */
  private int beforeFields;

  private boolean padded;
  private int padding;

  public FrameWatch(RequestLimit limit) {
    this.abandoned = new AbandonedBodies(limit);
  }

  /**
   * Takes the next bytes that the client sent.
   *
   * @param bytes unknown settings in them become known ones that change nothing
   */
  public void see(byte[] bytes) {
    int at = 0;
    while (at < bytes.length) {
      if (skip > 0) {
        int step = Math.min(skip, bytes.length - at);
        if (settingsBytes >= 0) {
          settings(bytes, at, step);
        }
        if (inFields) {
          fields(bytes, at, step);
        }
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
    int flags = head[4];
    int stream = number(5, 4) & 0x7fff_ffff;
    settingsBytes = -1;
    inFields = head[3] == HEADERS || head[3] == CONTINUATION;
    if (inFields) {
      beginFields(head[3] == HEADERS ? flags : flags & END_HEADERS);
    }
    switch (head[3]) {
      case DATA -> data(stream, (flags & END_STREAM) != 0);
      case HEADERS -> headers(stream);
      case CONTINUATION -> {
        if (++continuations > MOST_CONTINUATIONS) {
          throw new FloodException("a header section came in too many pieces");
        }
      }
      case RST_STREAM -> {
        abandoned.end(stream);
        LiveWait wait = requests.get(stream);
        if (wait == null || !wait.leave()) {
          budget.reset();
        }
      }
      case SETTINGS -> {
        settingsBytes = 0;
        if ((flags & ACK) == 0) {
          budget.control();
        }
      }
      case PING -> {
        if ((flags & ACK) == 0) {
          budget.control();
        }
      }
      default -> {}
    }
  }

  private void data(int stream, boolean last) {
    if (skip == 0 && !last) {
      budget.control();
    }
    if (last) {
      abandoned.end(stream);
    } else {
      abandoned.frame(stream);
    }
  }

  private void beginFields(int flags) {
    padded = (flags & PADDED) != 0;
    padding = 0;
    beforeFields = (padded ? 1 : 0) + ((flags & WITH_PRIORITY) != 0 ? PRIORITY_BYTES : 0);
    lastFields = (flags & END_HEADERS) != 0;
    if (beforeFields > skip || padded && !lastFields) {
      throw misread();
    }
    if (skip == 0 && lastFields) {
      fields.end();
    }
  }

  /** Takes a part of the frame, of which {@code skip} bytes are left. */
  private void fields(byte[] bytes, int from, int count) {
    int at = from;
    int end = from + count;
    while (at < end && beforeFields > 0) {
      if (padded) {
        padding = bytes[at] & 0xff;
        padded = false;
        if (padding > skip - beforeFields) {
          throw misread();
        }
      }
      beforeFields--;
      at++;
    }
    int left = skip - (at - from) - padding;
    if (left > 0) {
      fields.see(bytes, at, Math.min(left, end - at));
      if (padding > 0 && left <= end - at && !fields.atEndOfField()) {
        throw misread();
      }
    }
    if (count == skip && lastFields) {
      fields.end();
    }
  }

  /** Helidon takes padding for fields where it is not the end of a section that is all there. */
  private static FloodException misread() {
    return new FloodException("a header section is padded wrongly, or in pieces");
  }

  /** What comes of the body of a request is not read any more. */
  public void abandon(int stream) {
    abandoned.add(stream);
  }

  private void headers(int stream) {
    continuations = 0;
    if (stream > lastStream) {
      lastStream = stream;
      budget.checkRefused();
      abandoned.check();
      if (requests.size() >= MOST_OPEN) {
        throw new FloodException("more than " + MOST_OPEN + " requests have not ended");
      }
      requests.put(stream, new LiveWait());
    }
  }

  /** An unknown setting becomes a wish not to be pushed to, as nothing is. */
  private void settings(byte[] bytes, int from, int count) {
    for (int at = from; at < from + count; at++) {
      switch (settingsBytes++ % SETTING) {
        case 0 -> {
          unknownSetting = bytes[at] != 0;
          bytes[at] = 0;
        }
        case 1 -> {
          unknownSetting |= bytes[at] < 1 || bytes[at] > LAST_KNOWN_SETTING;
          if (unknownSetting) {
            bytes[at] = ENABLE_PUSH;
          }
        }
        default -> {
          if (unknownSetting) {
            bytes[at] = 0;
          }
        }
      }
    }
  }

  private int number(int from, int count) {
    int number = 0;
    for (int i = from; i < from + count; i++) {
      number = number << 8 | head[i] & 0xff;
    }
    return number;
  }

  /** A request was refused because there are too many. */
  public void refused(int stream) {
    ended(stream);
    budget.refused();
  }

  /** The wait of a request that is being served. */
  public LiveWait wait(int stream) {
    return requests.computeIfAbsent(stream, unseen -> new LiveWait());
  }

  public void ended(int stream) {
    requests.remove(stream);
  }

  /** Nothing comes any more, for any of the requests. */
  public void endAll() {
    requests.values().forEach(LiveWait::leaveConnection);
    abandoned.endAll();
  }
}
