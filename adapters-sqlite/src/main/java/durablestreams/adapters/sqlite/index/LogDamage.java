package durablestreams.adapters.sqlite.index;

import durablestreams.application.port.DamagedDataException;
import durablestreams.domain.stream.StreamKey;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Damage that the start found in the hot log. Which streams have appends in a row whose heads are
 * damaged is not known. A stream is safe when its snapshot is younger than the last such row, or
 * when a later row goes on where the rows before left off. Every other one may have lost its end,
 * and would give positions to new messages that others had: it is refused as a whole.
 *
 * <p>Damaged rows stay in the log, because every start must find them. Filled at start, and only
 * read after that.
 */
public final class LogDamage {

  private static final System.Logger LOG = System.getLogger(LogDamage.class.getName());

  /** Rows or streams that one line of the log names, at most. */
  private static final int TOLD = 10;

  private final TreeSet<Long> rows = new TreeSet<>();
  private final Map<Long, String> refused = new LinkedHashMap<>();
  private final Set<Long> safe = new HashSet<>();

  void addRow(long entry) {
    rows.add(entry);
  }

  /** Has a stream refused of which a row starts elsewhere than the rows before it end. */
  void refuse(long key, String reason) {
    refused.put(key, reason);
  }

  /**
   * Decides on a stream of which there are rows, once all were read.
   *
   * @param knownTo the last row up to which its end is known
   */
  void decide(long key, long knownTo) {
    if (hasRows() && !refuses(key)) {
      if (knownTo < rows.last()) {
        refused.put(key, mayHoldItsEnd());
      } else {
        safe.add(key);
      }
    }
  }

  /** Tells the operator, in two lines however much is damaged. */
  void report() {
    if (hasRows()) {
      LOG.log(
          Level.ERROR,
          ("%d rows of the hot log are damaged, the first ones %s: which streams are in them is not"
                  + " known, and those that may be answer data_damaged; restore a backup")
              .formatted(rows.size(), rows.stream().limit(TOLD).toList()));
    }
    if (!refused.isEmpty()) {
      LOG.log(
          Level.ERROR,
          "%d streams are incomplete and answer data_damaged, the first ones: %s"
              .formatted(refused.size(), refused.entrySet().stream().limit(TOLD).toList()));
    }
  }

  private String mayHoldItsEnd() {
    return "row %d of the hot log is damaged, and may hold its end".formatted(rows.last());
  }

  boolean hasRows() {
    return !rows.isEmpty();
  }

  boolean refuses(long key) {
    return refused.containsKey(key);
  }

  /**
   * Refuses a stream whose end is not known.
   *
   * @param foldedTo the last row that its snapshot knows
   */
  public void check(StreamKey key, long foldedTo) {
    long number = key.value();
    String reason = refused.get(number);
    if (reason == null && hasRows() && foldedTo < rows.last() && !safe.contains(number)) {
      reason = mayHoldItsEnd();
    }
    if (reason != null) {
      throw new DamagedDataException("stream " + number + " is incomplete: " + reason);
    }
  }

  /** Refuses a read of what should be in the log and is not. */
  public void checkMissing(HotStream stream, long from) {
    if (hasRows() && stream.needsPosition(from)) {
      throw new DamagedDataException(
          "stream %d is damaged from position %d on: its row of the hot log is one of %s"
              .formatted(stream.key(), from, rows.stream().limit(TOLD).toList()));
    }
  }
}
