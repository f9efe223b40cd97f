package durablestreams.histories.check;

import durablestreams.histories.history.Operation;

/** Message at its place in a stream, with the operation that showed it there first. */
final class Placed {
  private final String id;
  private final long start;
  private final int size;
  private final Operation seenBy;
  private long seenAt;

  Placed(String id, long start, int size, Operation seenBy) {
    this.id = id;
    this.start = start;
    this.size = size;
    this.seenBy = seenBy;
    this.seenAt = seenBy.end();
  }

  void seen(Operation reader) {
    seenAt = Math.min(seenAt, reader.end());
  }

  String id() {
    return id;
  }

  long start() {
    return start;
  }

  long end() {
    return start + size;
  }

  int size() {
    return size;
  }

  Operation seenBy() {
    return seenBy;
  }

  /** When a read that shows it had ended. */
  long seenAt() {
    return seenAt;
  }
}
