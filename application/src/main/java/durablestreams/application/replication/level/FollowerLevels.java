package durablestreams.application.replication.level;

import durablestreams.application.port.replication.NodeDescription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Followers that a leader has heard of in the last hour, with the feature level that each of them
 * reads. Times are those of {@link System#nanoTime}.
 */
public final class FollowerLevels {

  private static final long KEPT = Duration.ofHours(1).toNanos();

  private record Heard(NodeDescription follower, long at) {}

  private final Map<String, Heard> followers = new TreeMap<>();

  /** A node says that it follows. */
  public synchronized void heard(NodeDescription follower, long now) {
    followers.values().removeIf(heard -> now - heard.at() > KEPT);
    followers.put(follower.node(), new Heard(follower, now));
  }

  /** The followers that do not read a level, each as the beginning of a sentence. */
  public synchronized List<String> below(int level, long now) {
    return followers.values().stream()
        .filter(heard -> now - heard.at() <= KEPT && heard.follower().readableLevel() < level)
        .map(heard ->
            "node %s, which was heard of %d s ago, reads level %d"
                .formatted(
                    heard.follower().node(),
                    Duration.ofNanos(now - heard.at()).toSeconds(),
                    heard.follower().readableLevel()))
        .toList();
  }
}
