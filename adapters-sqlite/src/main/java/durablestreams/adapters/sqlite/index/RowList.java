package durablestreams.adapters.sqlite.index;

import durablestreams.adapters.sqlite.schema.Varints;
import java.util.Arrays;

/**
 * Compact list of the hot rows of one stream: the entry numbers in the log and the positions at
 * which the stream's part of each starts, both ascending, at three to five bytes a row.
 *
 * <p>The first row is kept as it is; every other one as its differences to the one before it, in
 * {@code deltas}. Every {@value #STRIDE}th row is kept in full as well, as a mark from which to
 * search on. Rows leave from the front only.
 *
 * <p>Invariants: {@code deltas[head..end)} lead from the first row to the last; marks are those of
 * rows after the first. Not for use by several threads.
 */
final class RowList {

  private static final int STRIDE = 64;
  private static final int MARK_FIELDS = 4;
  private static final byte[] NO_BYTES = {};
  private static final long[] NO_MARKS = {};

  private byte[] deltas = NO_BYTES;
  private int head;
  private int end;
  private long count;
  private long firstEntry;
  private long firstFrom;
  private long lastEntry;
  private long lastFrom;

  /** The ordinal of the first row among all rows there ever were. */
  private long firstOrdinal;

  /** Entry, position, ordinal and index of the next difference, for every mark. */
  private long[] marks = NO_MARKS;

  private int markCount;

  boolean isEmpty() {
    return count == 0;
  }

  long size() {
    return count;
  }

  long firstEntry() {
    return firstEntry;
  }

  long firstFrom() {
    return firstFrom;
  }

  void add(long entry, long from) {
    if (count == 0) {
      firstEntry = entry;
      firstFrom = from;
    } else {
      assert entry > lastEntry && from >= lastFrom : "a row is not after the last one";
      if (end + 20 > deltas.length) {
        makeRoom();
      }
      end = Varints.write(deltas, end, entry - lastEntry);
      end = Varints.write(deltas, end, from - lastFrom);
      if ((firstOrdinal + count) % STRIDE == 0) {
        mark(entry, from);
      }
    }
    lastEntry = entry;
    lastFrom = from;
    count++;
  }

  private void makeRoom() {
    if (head > deltas.length / 2) {
      cutTo(deltas.length);
    } else {
      deltas = Arrays.copyOf(deltas, Math.max(32, deltas.length + (deltas.length >> 1)));
    }
  }

  private void cutTo(int length) {
    byte[] kept = new byte[Math.max(32, length)];
    System.arraycopy(deltas, head, kept, 0, end - head);
    deltas = kept;
    for (int i = 0; i < markCount; i++) {
      marks[i * MARK_FIELDS + 3] -= head;
    }
    end -= head;
    head = 0;
  }

  private void mark(long entry, long from) {
    int at = markCount * MARK_FIELDS;
    if (at == marks.length) {
      marks = Arrays.copyOf(marks, Math.max(MARK_FIELDS, marks.length * 2));
    }
    marks[at] = entry;
    marks[at + 1] = from;
    marks[at + 2] = firstOrdinal + count;
    marks[at + 3] = end;
    markCount++;
  }

  /** A row, and the way to those after it. Valid until the list changes. */
  final class Cursor {
    private long entry;
    private long from;
    private long ordinal;
    private int next;

    private Cursor(int mark) {
      if (mark < 0) {
        entry = firstEntry;
        from = firstFrom;
        ordinal = firstOrdinal;
        next = head;
      } else {
        entry = marks[mark * MARK_FIELDS];
        from = marks[mark * MARK_FIELDS + 1];
        ordinal = marks[mark * MARK_FIELDS + 2];
        next = (int) marks[mark * MARK_FIELDS + 3];
      }
    }

    long entry() {
      return entry;
    }

    long from() {
      return from;
    }

    boolean isLast() {
      return next == end;
    }

    void advance() {
      entry += read();
      from += read();
      ordinal++;
    }

    private long read() {
      long number = 0;
      int shift = 0;
      byte b;
      do {
        b = deltas[next++];
        number |= (long) (b & 0x7f) << shift;
        shift += 7;
      } while (b < 0);
      return number;
    }

    /** The position of the next row, which must exist; this row ends there at the latest. */
    private long nextFrom() {
      int here = next;
      read();
      long result = from + read();
      next = here;
      return result;
    }
  }

  /** The row that holds {@code position}; not before the first row. */
  Cursor holding(long position) {
    Cursor cursor = new Cursor(lastMarkAtMost(position, 1));
    while (!cursor.isLast() && cursor.nextFrom() <= position) {
      cursor.advance();
    }
    return cursor;
  }

  /** The entries of all rows. */
  long[] entries() {
    long[] entries = new long[(int) count];
    Cursor cursor = new Cursor(-1);
    for (int i = 0; i < entries.length; i++) {
      entries[i] = cursor.entry;
      if (i < entries.length - 1) {
        cursor.advance();
      }
    }
    return entries;
  }

  /**
   * The entries from the row that holds {@code from}, at most {@code limit} of them and none that
   * starts at {@code to} or later.
   */
  long[] entries(long from, long to, int limit) {
    long[] found = new long[(int) Math.min(limit, count)];
    int n = 0;
    Cursor cursor = holding(from);
    while (true) {
      found[n++] = cursor.entry;
      if (n == found.length || cursor.isLast()) {
        break;
      }
      cursor.advance();
      if (cursor.from >= to) {
        break;
      }
    }
    return n == found.length ? found : Arrays.copyOf(found, n);
  }

  /** Whether {@code entry} is the last row. */
  boolean endsWith(long entry) {
    return count > 0 && lastEntry == entry;
  }

  boolean hasEntry(long entry) {
    if (count == 0 || entry < firstEntry || entry > lastEntry) {
      return false;
    }
    Cursor cursor = new Cursor(lastMarkAtMost(entry, 0));
    while (cursor.entry < entry) {
      cursor.advance();
    }
    return cursor.entry == entry;
  }

  /** The last mark whose field is at most {@code value}, or -1. */
  private int lastMarkAtMost(long value, int field) {
    int low = 0;
    int high = markCount - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (marks[middle * MARK_FIELDS + field] <= value) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }

  /**
   * Forgets the rows that hold nothing from {@code position} on.
   *
   * @param rowsEnd the position after the last row
   */
  void dropBefore(long position, long rowsEnd) {
    if (count == 0 || firstFrom >= position) {
      return;
    }
    if (position >= rowsEnd) {
      clear();
      return;
    }
    Cursor cursor = holding(position);
    if (cursor.ordinal == firstOrdinal) {
      return;
    }
    count -= cursor.ordinal - firstOrdinal;
    firstEntry = cursor.entry;
    firstFrom = cursor.from;
    firstOrdinal = cursor.ordinal;
    head = cursor.next;
    int passed = lastMarkAtMost(firstFrom, 1) + 1;
    marks = Arrays.copyOfRange(marks, passed * MARK_FIELDS, markCount * MARK_FIELDS);
    markCount -= passed;
    if (head > deltas.length / 2) {
      cutTo(end - head + 16);
    }
    assert leadsToTheLast(new Cursor(-1)) && leadsToTheLast(new Cursor(markCount - 1));
  }

  /** For assertions: whether the differences after a row lead to the last one. */
  private boolean leadsToTheLast(Cursor cursor) {
    while (!cursor.isLast()) {
      cursor.advance();
    }
    return cursor.entry == lastEntry
        && cursor.from == lastFrom
        && cursor.ordinal == firstOrdinal + count - 1;
  }

  private void clear() {
    deltas = NO_BYTES;
    marks = NO_MARKS;
    head = 0;
    end = 0;
    markCount = 0;
    firstOrdinal += count;
    count = 0;
  }
}
