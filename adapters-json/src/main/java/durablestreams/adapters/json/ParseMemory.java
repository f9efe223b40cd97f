package durablestreams.adapters.json;

import durablestreams.application.memory.InsufficientMemoryException;
import durablestreams.application.memory.Lease;
import durablestreams.application.memory.Share;
import java.time.Duration;

/**
 * Memory that a body needs beside its text from parsing to the commit, leased as a whole before any
 * of it is allocated. A few messages are covered by the lease of the body.
 */
final class ParseMemory {

  private static final int FREE_MESSAGES = 16;

  /** Where a message begins, where it ends, and what a store needs while it writes the length. */
  private static final int MESSAGE_BYTES = 2 * Integer.BYTES + 6;

  /** A body up to this size is copied into an array that a store has already. */
  private static final int FREE_COPY = 16 << 10;

  /** What a small body needs up to this size waits for no larger one. */
  private static final int SMALL = 16 << 10;

  /** How long a body waits for its turn to be parsed. */
  private static final Duration WAIT = Duration.ofSeconds(5);

  private final byte[] body;
  private final Lease lease;

  ParseMemory(byte[] body, Lease lease) {
    this.body = body;
    this.lease = lease;
  }

  /**
   * Leases what the body needs.
   *
   * @param messages at least as many as it has
   * @param copies of the text that are made
   */
  void take(int messages, int copies) {
    long index = messages > FREE_MESSAGES ? (long) messages * MESSAGE_BYTES : 0;
    long text = body.length > FREE_COPY ? (long) copies * body.length : 0;
    long bytes = index + text;
    if (bytes == 0) {
      return;
    }
    if (bytes > SMALL || body.length > Share.SMALL_APPEND_BYTES) {
      lease.extend(Share.MESSAGE_INDEXES, bytes, WAIT);
    } else if (!lease.grow(bytes)) {
      throw new InsufficientMemoryException();
    }
  }

  /**
   * The number of messages of an array, or more if it is not well-formed; found in a fraction of
   * the time that parsing takes.
   *
   * @param first where the array begins
   */
  static int mostMessages(byte[] body, int first) {
    int messages = 1;
    int depth = 0;
    for (int i = first; i < body.length; i++) {
      switch (body[i]) {
        case ',' -> messages += depth == 1 ? 1 : 0;
        case '[', '{' -> depth++;
        case ']', '}' -> depth--;
        case '"' -> i = endOfString(body, i + 1);
        default -> {}
      }
    }
    return messages;
  }

  private static int endOfString(byte[] body, int from) {
    int at = from;
    while (at < body.length && body[at] != '"') {
      at += body[at] == '\\' ? 2 : 1;
    }
    return at;
  }
}
