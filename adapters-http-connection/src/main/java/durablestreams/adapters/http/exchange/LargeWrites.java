package durablestreams.adapters.http.exchange;

/**
 * Buffer that turns pieces of any size into writes of one size, or multiples of it; only the last
 * may be shorter.
 *
 * <p>What fills whole writes passes at once and without a copy. Everything else is gathered:
 * copying it costs less than a small write of its own would.
 */
final class LargeWrites implements ByteSink {

  /** Where the writes go. */
  @FunctionalInterface
  interface Target {

    /** Returns when the bytes are written: the array is used again. */
    void write(byte[] bytes, int from, int count);
  }

  private final Target target;
  private final byte[] gathered;
  private int count;

  /**
   * @param size bytes of a write
   */
  LargeWrites(Target target, int size) {
    this.target = target;
    this.gathered = new byte[size];
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    int end = from + length;
    int at = from;
    if (count > 0) {
      at += gather(bytes, at, Math.min(length, gathered.length - count));
      if (count == gathered.length) {
        flush();
      }
    }
    int left = end - at;
    int whole = left - left % gathered.length;
    if (whole > 0) {
      target.write(bytes, at, whole);
    }
    gather(bytes, at + whole, left - whole);
  }

  private int gather(byte[] bytes, int from, int length) {
    System.arraycopy(bytes, from, gathered, count, length);
    count += length;
    return length;
  }

  /** Writes what is left; nothing of a write that failed. */
  void flush() {
    int left = count;
    count = 0;
    if (left > 0) {
      target.write(gathered, 0, left);
    }
  }
}
