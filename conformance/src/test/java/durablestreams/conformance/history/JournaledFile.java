package durablestreams.conformance.history;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;

/** File of a {@link JournaledDisk}: what is on the disk, and writes that were not forced yet. */
final class JournaledFile {
  /** Parts of a write that a power cut keeps or loses on their own. */
  private static final int BLOCK = 4096;

  private final Deque<Change> pending = new ArrayDeque<>();
  private byte[] content;
  private int length;

  /** A write, or a new length where there is no data. */
  private record Change(long number, long at, byte[] data) {}

  JournaledFile(byte[] content) {
    this.content = content;
    this.length = content.length;
  }

  void write(long number, long at, byte[] data) {
    for (int from = 0; from < data.length; ) {
      int to = (int) Math.min(data.length, ((at + from) / BLOCK + 1) * BLOCK - at);
      pending.add(new Change(number, at + from, Arrays.copyOfRange(data, from, to)));
      from = to;
    }
  }

  void resize(long number, long size) {
    pending.add(new Change(number, size, new byte[0]));
  }

  /** Puts what was written before the fsync with this number on the disk. */
  void force(long number) {
    while (!pending.isEmpty() && pending.getFirst().number() < number) {
      apply(pending.removeFirst());
    }
  }

  /** Loses what is not on the disk, or a random half of it. */
  void cut(Random random, boolean half) {
    while (!pending.isEmpty()) {
      Change change = pending.removeFirst();
      if (half && random.nextBoolean()) {
        apply(change);
      }
    }
  }

  private void apply(Change change) {
    if (change.data().length == 0) {
      resizeTo((int) change.at());
      return;
    }
    int end = (int) change.at() + change.data().length;
    if (end > length) {
      resizeTo(end);
    }
    System.arraycopy(change.data(), 0, content, (int) change.at(), change.data().length);
  }

  private void resizeTo(int size) {
    if (size > content.length) {
      content = Arrays.copyOf(content, Math.max(size, content.length * 2));
    } else if (size < length) {
      Arrays.fill(content, size, length, (byte) 0);
    }
    length = size;
  }

  byte[] content() {
    var out = new ByteArrayOutputStream(length);
    out.write(content, 0, length);
    return out.toByteArray();
  }
}
