package durablestreams.histories.check;

import durablestreams.histories.history.Operation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Check of a fork against its source: the same content up to the fork offset, and none after it.
 */
final class ForkCheck {
  private final Timeline fork;
  private final Timeline source;
  private final Map<String, SentMessage> sent;
  private final Findings findings;
  private final String stream;
  private final Operation creation;

  ForkCheck(Timeline fork, Timeline source, Map<String, SentMessage> sent, Findings findings) {
    this.fork = fork;
    this.source = source;
    this.sent = sent;
    this.findings = findings;
    this.stream = fork.incarnation().stream();
    this.creation = fork.incarnation().creation();
  }

  /** Gives the least length of the prefix, as far as it is known. */
  long run() {
    String offset = creation.call().offset();
    @Nullable Long end = offset.isEmpty() ? null : source.positions().get(offset);
    boolean shared = true;
    List<Placed> placed = fork.placed();
    for (int i = 0; i < placed.size(); i++) {
      Placed there = placed.get(i);
      SentMessage message = sent.get(there.id());
      if (message == null) {
        continue;
      }
      if (message.stream().equals(stream)) {
        shared = false;
        continue;
      }
      if (!shared) {
        report(there.id() + " of the source is after content of the fork", there, message);
      } else if (end != null && there.start() >= end) {
        report(there.id() + " of the source is after the fork offset", there, message);
      } else if (end == null && offset.isEmpty() && message.first().start() > creation.end()) {
        report(there.id() + " was sent to the source after the fork", there, message);
      } else {
        compare(i, there);
      }
    }
    return end != null ? end : offset.isEmpty() ? knownBefore() : 0;
  }

  private void compare(int index, Placed there) {
    List<Placed> original = source.placed();
    if (index < original.size() && !original.get(index).id().equals(there.id())) {
      findings.add(
          Rule.FORKS_SHARE_THEIR_PREFIX,
          stream,
          "the source has " + original.get(index).id() + " where the fork has " + there.id(),
          creation,
          original.get(index).seenBy(),
          there.seenBy());
    }
  }

  /** The length of the source that was acknowledged before the fork was asked for. */
  private long knownBefore() {
    long length = 0;
    for (Placed there : source.placed()) {
      SentMessage message = sent.get(there.id());
      if (message != null && message.acknowledgedAt() < creation.start()) {
        length = there.end();
      }
    }
    return length;
  }

  private void report(String text, Placed there, SentMessage message) {
    findings.add(
        Rule.FORKS_SHARE_THEIR_PREFIX, stream, text, creation, message.first(), there.seenBy());
  }
}
