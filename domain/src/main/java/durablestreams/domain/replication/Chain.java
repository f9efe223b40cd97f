package durablestreams.domain.replication;

import durablestreams.domain.replication.LogRecord.Changes;
import durablestreams.domain.replication.LogRecord.Elected;
import durablestreams.domain.replication.LogRecord.HandedOver;
import durablestreams.domain.replication.LogRecord.LevelRaised;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chain of the records that count, after those that were read so far.
 *
 * <p>A record counts if, and only if, it follows the last one that counts and is of the current
 * epoch; an election, if it begins the next epoch. All others are void, wherever they lie. The
 * parts of a large commit follow each other and count together, with the last; whatever else counts
 * before that voids them.
 *
 * @param last the last record that counts
 * @param epoch the epoch of the current leader; 0 before the first election
 * @param leader {@code null} before the first election
 * @param successor the node that the leader handed over to; {@code null} while it leads
 * @param level the feature level of records
 * @param loose the parts of a commit whose last part is missing, in order
 */
public record Chain(
    RecordId last,
    long epoch,
    @Nullable Elected leader,
    @Nullable String successor,
    int level,
    List<LogRecord> loose) {

  /** Effect of a record. */
  public sealed interface Verdict {

    /** The record counts. */
    record Counts(LogRecord record) implements Verdict {}

    /**
     * A commit counts.
     *
     * @param parts its records, in order
     */
    record Committed(List<LogRecord> parts) implements Verdict {}

    /** A part of a commit, which counts only with those that are still to come. */
    record Incomplete() implements Verdict {}

    /** The record never counts. */
    record Void() implements Verdict {}
  }

  /**
   * A chain with one more record read.
   *
   * @param voided parts that were loose and never count now
   */
  public record Step(Chain chain, Verdict verdict, List<LogRecord> voided) {}

  /** The chain before the first record of a log. */
  public static Chain before(RecordId origin) {
    return new Chain(origin, 0, null, null, 1, List.of());
  }

  /** The record that the next one of the leader has to follow. */
  public RecordId end() {
    return loose.isEmpty() ? last : loose.getLast().id();
  }

  /** The chain after the next record in the order of the log. */
  public Step read(LogRecord next) {
    boolean current =
        next.body() instanceof Elected ? next.epoch() == epoch + 1 : next.epoch() == epoch;
    if (!current) {
      return voided(next);
    }
    return next.body() instanceof Changes changes ? changes(next, changes) : single(next);
  }

  private Step voided(LogRecord next) {
    return new Step(this, new Verdict.Void(), List.of());
  }

  private Step changes(LogRecord next, Changes changes) {
    boolean first = changes.part() == 0 && next.follows().equals(last);
    boolean continues = !loose.isEmpty() && next.follows().equals(end()) && isNextPart(changes);
    if ((!first && !continues) || successor != null) {
      return voided(next);
    }
    List<LogRecord> parts = new ArrayList<>(first ? List.of() : loose);
    parts.add(next);
    List<LogRecord> given = first ? loose : List.of();
    if (!changes.isLast()) {
      Chain waiting = new Chain(last, epoch, leader, null, level, List.copyOf(parts));
      return new Step(waiting, new Verdict.Incomplete(), given);
    }
    Chain after = new Chain(next.id(), epoch, leader, null, level, List.of());
    return new Step(after, new Verdict.Committed(List.copyOf(parts)), given);
  }

  private boolean isNextPart(Changes changes) {
    return loose.getLast().body() instanceof Changes before
        && changes.part() == before.part() + 1
        && changes.parts() == before.parts();
  }

  private Step single(LogRecord next) {
    boolean handedOver = successor != null && !(next.body() instanceof Elected);
    if (!next.follows().equals(last) || handedOver) {
      return voided(next);
    }
    Chain after =
        switch (next.body()) {
          case Elected elected -> after(next, elected, null, level);
          case HandedOver handed -> after(next, leader, handed.node(), level);
          case LevelRaised raised -> after(next, leader, null, Math.max(level, raised.level()));
          default -> after(next, leader, null, level);
        };
    return new Step(after, new Verdict.Counts(next), loose);
  }

  private static Chain after(
      LogRecord next, @Nullable Elected leader, @Nullable String successor, int level) {
    return new Chain(next.id(), next.epoch(), leader, successor, level, List.of());
  }
}
