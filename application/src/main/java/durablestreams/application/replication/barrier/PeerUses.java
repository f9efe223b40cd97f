package durablestreams.application.replication.barrier;

import durablestreams.domain.stream.StreamKey;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** Uses of streams at a node that does not lead, which it tells the leader together. */
public final class PeerUses {

  /** Tells the leader. */
  public interface Report {
    void send(List<StreamKey> streams) throws InterruptedException;
  }

  private final Set<StreamKey> used = ConcurrentHashMap.newKeySet();
  private final PeerBarriers reports;

  public PeerUses(Report report, Executor executor) {
    this.reports =
        new PeerBarriers(
            () -> {
              send(report);
              return 0;
            },
            executor);
  }

  /** Completes once the leader knows of the use. */
  public CompletableFuture<Long> tell(StreamKey stream) {
    used.add(stream);
    return reports.join();
  }

  private void send(Report report) throws InterruptedException {
    List<StreamKey> taken = take();
    boolean told = false;
    try {
      report.send(taken);
      told = true;
    } finally {
      if (!told) {
        used.addAll(taken);
      }
    }
  }

  private List<StreamKey> take() {
    List<StreamKey> taken = List.copyOf(used);
    taken.forEach(used::remove);
    return taken;
  }
}
