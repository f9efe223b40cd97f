package durablestreams.application.subscription.manage;

import durablestreams.application.port.StreamDirectory;
import durablestreams.application.subscription.sequencer.StreamEnds;
import durablestreams.application.subscription.sequencer.SubscriptionTable;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.Delivery;
import durablestreams.domain.subscription.PathGlob;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.StreamLink.StreamEnd;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Links of a new subscription to the streams that exist, at their tails. */
final class FirstLinks {

  private static final int PAGE = 1_000;

  private final StreamDirectory directory;
  private final SubscriptionTable table;
  private final StreamEnds ends;
  private final int most;

  FirstLinks(StreamDirectory directory, SubscriptionTable table, StreamEnds ends, int most) {
    this.directory = directory;
    this.table = table;
    this.ends = ends;
    this.most = most;
  }

  /** At most one link more than is allowed. */
  Map<StreamPath, StreamLink> of(CreateSubscription command) {
    Map<StreamPath, StreamLink> links = new TreeMap<>();
    PathGlob pattern = command.pattern();
    for (StreamPath path : command.streams()) {
      StreamLink link = StreamLink.explicit(path, ends.of(path));
      boolean glob = pattern != null && pattern.matches(path);
      links.put(path, new StreamLink(path, link.streamKey(), link.acked(), true, glob));
    }
    if (pattern != null) {
      addExisting(command, pattern, links);
    }
    return links;
  }

  private void addExisting(
      CreateSubscription command, PathGlob pattern, Map<StreamPath, StreamLink> links) {
    String prefix = pattern.prefix();
    if (!prefix.isEmpty()) {
      addIfMatching(command, pattern, new StreamPath(prefix), links);
    }
    if (!pattern.hasWildcards()) {
      return;
    }
    String after = "";
    List<StreamPath> page;
    do {
      page = directory.livePaths(prefix.isEmpty() ? "" : prefix + "/", after, PAGE);
      for (StreamPath path : page) {
        after = path.value();
        addIfMatching(command, pattern, path, links);
      }
    } while (page.size() == PAGE && links.size() <= most);
  }

  private void addIfMatching(
      CreateSubscription command,
      PathGlob pattern,
      StreamPath path,
      Map<StreamPath, StreamLink> links) {
    if (pattern.matches(path)
        && !links.containsKey(path)
        && command.scope().covers(path)
        && !isWakeStream(command.delivery(), path)) {
      StreamEnd end = ends.of(path);
      if (end != null) {
        links.put(path, StreamLink.glob(path, end));
      }
    }
  }

  private boolean isWakeStream(Delivery delivery, StreamPath path) {
    return table.isWakeStream(path) || delivery.equals(new Delivery.PullWake(path));
  }
}
