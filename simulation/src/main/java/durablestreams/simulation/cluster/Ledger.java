package durablestreams.simulation.cluster;

import static durablestreams.simulation.client.History.require;

import durablestreams.application.replication.encoding.RecordEncoding;
import durablestreams.domain.replication.Chain;
import durablestreams.domain.replication.LogRecord;
import durablestreams.domain.replication.RecordId;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Ledger of one log: which of its records hold commits that count, and what each replica made of
 * them. Replicas apply the same commits, each of them once and without a gap.
 */
final class Ledger {

  private record Applied(byte[] changes, boolean stale) {}

  private final NavigableSet<Long> commits = new TreeSet<>();
  private final NavigableMap<Long, Integer> levels = new TreeMap<>(Map.of(0L, 1));
  private final Map<Long, Applied> applied = new HashMap<>();
  private @Nullable Chain chain;
  private String unread = "";
  private Instant at = Instant.EPOCH;

  /** A record is in the log, behind all others. */
  void landed(byte[] bytes) {
    LogRecord record = RecordEncoding.decode(bytes);
    Chain before = chain;
    if (before == null) {
      before = Chain.before(new RecordId(0, record.follows().checksum()));
    }
    Chain.Step step = before.read(record);
    chain = step.chain();
    if (step.verdict() instanceof Chain.Verdict.Void
        || step.verdict() instanceof Chain.Verdict.Incomplete) {
      return;
    }
    require(!record.at().isBefore(at), "the time of record " + record.id() + " is before " + at);
    at = record.at();
    levels.put(record.id().position(), step.chain().level());
    if (step.verdict() instanceof Chain.Verdict.Committed) {
      commits.add(record.id().position());
    }
  }

  /** The position of the last record that counts. */
  long last() {
    Chain known = chain;
    return known == null ? 0 : known.last().position();
  }

  /** Whether the record at the position counts, and is the one that the replica read. */
  boolean isStale(long position) {
    Applied known = applied.get(position);
    return known != null && known.stale();
  }

  /** A node is at a position, and reads records up to a feature level. */
  void read(String node, long position, int readableLevel) {
    int level = Objects.requireNonNull(levels.floorEntry(position)).getValue();
    if (level > readableLevel) {
      unread =
          node + " passes record " + position + " of level " + level + ", which it does not read";
    }
  }

  /** No node passed a record that it does not read; one that did may have been updated since. */
  void checkLevels() {
    require(unread.isEmpty(), unread);
  }

  /** A replica stores the changes of a record. */
  void apply(String node, long position, byte[] changes, boolean stale) {
    require(
        commits.contains(position), node + " applies record " + position + ", which is no commit");
    Applied known = applied.putIfAbsent(position, new Applied(changes, stale));
    require(
        known == null || known.stale() == stale && Arrays.equals(known.changes(), changes),
        node + " applies record " + position + " in another way than a node before");
  }

  /** A replica goes from one position to another without changes between. */
  void pass(String node, long from, long to) {
    require(from <= to, node + " goes back from " + from + " to " + to);
    for (long position : commits.subSet(from, false, to, true)) {
      require(isStale(position), node + " goes from " + from + " to " + to + " past a commit");
    }
  }
}
