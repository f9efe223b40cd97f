package durablestreams.application.replication.snapshot;

import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.LogPlace;
import durablestreams.application.port.replication.LogRead;
import durablestreams.application.port.replication.ReplicaStore;
import durablestreams.application.replication.LogLostException;
import durablestreams.application.replication.LogReader;
import durablestreams.application.replication.encoding.ReplicaProgress;
import durablestreams.domain.replication.Chain;
import durablestreams.domain.replication.RecordId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Use case that makes a store the beginning of a new commit log, or a store of its own again. The
 * store is that of a single server, or the replica that an operator chose when the engine lost
 * records. Nothing else uses the store or the log meanwhile.
 *
 * <p>The new log begins behind a position above 0, so that no empty store follows it; its id is
 * new, so that no replica of another log does.
 */
public final class Adoption {

  private final ReplicaStore store;
  private final InstantSource clock;

  public Adoption(ReplicaStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Begins a new log. When it fails, it can be repeated.
   *
   * @param discard whether records that the engine has may be removed
   * @param logId a random number
   * @return what the store has applied of the new log: nothing
   * @throws LogLostException when the engine has records that may not be removed
   */
  public ReplicaProgress adopt(CommitLog log, boolean discard, long logId)
      throws InterruptedException {
    if (!isEmpty(log) && !discard) {
      throw new LogLostException(
          "the commit log holds records: choose an empty log, or remove them with --discard-log");
    }
    Optional<ReplicaProgress> before = store.progress().map(ReplicaProgress::decode);
    store.adopt();
    log.clear();
    RecordId origin =
        new RecordId(Math.max(1, before.map(ReplicaProgress::position).orElse(0L)), logId);
    Chain chain =
        new Chain(
            origin,
            before.map(p -> p.chain().epoch()).orElse(0L),
            null,
            null,
            before.map(p -> p.chain().level()).orElse(1),
            List.of());
    ReplicaProgress next =
        new ReplicaProgress(
            logId,
            LogPlace.BEGINNING,
            chain,
            before.map(ReplicaProgress::at).orElseGet(clock::instant));
    store.commit(List.of(), List.of(), next.encode());
    return next;
  }

  private static boolean isEmpty(CommitLog log) throws InterruptedException {
    return log.read(LogPlace.BEGINNING, 1, Duration.ZERO) instanceof LogRead.Records(var entries)
        && entries.isEmpty();
  }

  /**
   * @throws LogLostException when the log holds a commit that the store has not applied
   */
  public void requireComplete(CommitLog log) throws InterruptedException {
    Optional<ReplicaProgress> own = store.progress().map(ReplicaProgress::decode);
    if (own.isEmpty()) {
      return;
    }
    LogReader reader = new LogReader(log, own.get().place(), own.get().chain());
    List<LogReader.Passed> read = reader.read(Duration.ZERO);
    while (!read.isEmpty()) {
      if (read.stream().anyMatch(p -> p.step().verdict() instanceof Chain.Verdict.Committed)) {
        throw new LogLostException(
            "the commit log holds changes that this folder lacks: start the node, and stop it once"
                + " it has applied them");
      }
      read = reader.read(Duration.ZERO);
    }
  }

  /** Makes the store one of its own: it follows no log any more. */
  public void leave() {
    store.adopt();
  }
}
