package durablestreams.simulation.cluster;

import durablestreams.domain.change.StreamChange;
import durablestreams.domain.subscription.SubscriptionChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Disk of a replica, which outlives its process. Commits are synced now and then: a power cut loses
 * the last ones, but none without all later ones.
 */
final class ReplicaDisk {

  /** A commit with the progress that it brought. */
  record Written(
      List<StreamChange> streams, List<SubscriptionChange> subscriptions, byte[] progress) {}

  private final List<Written> log = new ArrayList<>();
  private int synced;

  void write(Written commit) {
    log.add(commit);
  }

  void sync() {
    synced = log.size();
  }

  List<Written> log() {
    return log;
  }

  /** The progress that the last commit brought; empty where there is none. */
  Optional<byte[]> progress() {
    return log.isEmpty() ? Optional.empty() : Optional.of(log.getLast().progress());
  }

  /** Takes other commits in place of all that it holds. */
  void replace(List<Written> commits) {
    log.clear();
    log.addAll(commits);
    synced = log.size();
  }

  /** Loses some of what was not synced. */
  void cutPower(RandomGenerator random) {
    int kept = synced + random.nextInt(log.size() - synced + 1);
    log.subList(kept, log.size()).clear();
    synced = kept;
  }
}
