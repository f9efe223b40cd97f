package durablestreams.histories.check;

import durablestreams.histories.history.Kind;
import durablestreams.histories.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Check of what readers of one incarnation were answered: current, and with offsets that sort. */
final class ReadCheck {
  private final Timeline timeline;
  private final Map<String, SentMessage> sent;
  private final List<SentMessage> own;
  private final Findings findings;
  private final Incarnation incarnation;
  private final String stream;

  /** A length that the stream is known to have had at a time. */
  private record Known(long time, long length, Operation by) {}

  /**
   * @param own messages that were acknowledged for this incarnation and can be in no other
   */
  ReadCheck(
      Timeline timeline, Map<String, SentMessage> sent, List<SentMessage> own, Findings findings) {
    this.timeline = timeline;
    this.sent = sent;
    this.own = own;
    this.findings = findings;
    this.incarnation = timeline.incarnation();
    this.stream = incarnation.stream();
  }

  /**
   * @param prefix the least length that a fork has of its source, or 0
   */
  void run(long prefix) {
    checkLost();
    checkCurrent(prefix);
    checkOffsets();
  }

  /** Acknowledged messages that are missing where a later read reached the tail. */
  private void checkLost() {
    List<SentMessage> missing = new ArrayList<>();
    for (SentMessage message : own) {
      if (timeline.find(message.id()) == null) {
        missing.add(message);
      }
    }
    if (missing.isEmpty()) {
      return;
    }
    // Where two reads disagree, what follows has no place; it is there all the same.
    Set<String> seen = new HashSet<>();
    for (Operation operation : incarnation.operations()) {
      operation.reply().content().messages().forEach(message -> seen.add(message.id()));
    }
    missing.removeIf(message -> seen.contains(message.id()));
    @Nullable Operation last = null;
    for (Operation operation : incarnation.operations()) {
      if (operation.isOk()
          && operation.call().kind().reads()
          && operation.reply().upToDate()
          && timeline.end(operation) != null
          && (last == null || operation.start() > last.start())) {
        last = operation;
      }
    }
    for (SentMessage message : missing) {
      Operation acknowledgement = message.acknowledgement();
      if (last != null && acknowledgement != null && acknowledgement.end() < last.start()) {
        findings.add(
            Rule.ACKNOWLEDGED_IS_KEPT,
            stream,
            message.id() + " was acknowledged and is not there",
            acknowledgement,
            last);
      }
    }
  }

  private void checkCurrent(long prefix) {
    List<Known> known = new ArrayList<>();
    if (prefix > 0) {
      known.add(new Known(incarnation.creation().end(), prefix, incarnation.creation()));
    }
    for (Placed there : timeline.placed()) {
      SentMessage message = sent.get(there.id());
      if (message != null && message.stream().equals(stream)) {
        Operation acknowledgement = message.acknowledgement();
        if (acknowledgement != null) {
          known.add(new Known(acknowledgement.end(), there.end(), acknowledgement));
          checkAcknowledgement(acknowledgement, there);
        }
      }
    }
    for (Operation operation : incarnation.operations()) {
      Long end = operation.isOk() && isRead(operation) ? timeline.end(operation) : null;
      if (end != null) {
        known.add(new Known(operation.end(), end, operation));
      }
    }
    known.sort(Comparator.comparingLong(Known::time));
    sweep(known);
  }

  private void sweep(List<Known> known) {
    int next = 0;
    @Nullable Known longest = null;
    for (Operation operation : incarnation.operations()) {
      while (next < known.size() && known.get(next).time() < operation.start()) {
        if (longest == null || known.get(next).length() > longest.length()) {
          longest = known.get(next);
        }
        next++;
      }
      boolean tail = operation.call().kind() == Kind.HEAD || operation.reply().upToDate();
      Long end = operation.isOk() && isRead(operation) && tail ? timeline.end(operation) : null;
      if (end != null && longest != null && end < longest.length()) {
        findings.add(
            Rule.READS_ARE_CURRENT,
            stream,
            "an answer ends at " + end + ", after " + longest.length() + " was known",
            longest.by(),
            operation);
      }
    }
  }

  private static boolean isRead(Operation operation) {
    return operation.call().kind().reads() || operation.call().kind() == Kind.HEAD;
  }

  /** The offset of an acknowledgement is the end of its message or later. */
  private void checkAcknowledgement(Operation acknowledgement, Placed there) {
    Long at = timeline.positions().get(acknowledgement.reply().next());
    if (at != null && at < there.end()) {
      findings.add(
          Rule.OFFSETS_SORT,
          stream,
          "the offset of an acknowledgement is at " + at + ", its message ends at " + there.end(),
          acknowledgement,
          timeline.namedBy(acknowledgement.reply().next()));
    }
  }

  private void checkOffsets() {
    List<Map.Entry<String, Long>> offsets = new ArrayList<>(timeline.positions().entrySet());
    offsets.sort(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry::getKey));
    for (int i = 1; i < offsets.size(); i++) {
      String before = offsets.get(i - 1).getKey();
      String after = offsets.get(i).getKey();
      if (before.compareTo(after) >= 0) {
        findings.add(
            Rule.OFFSETS_SORT,
            stream,
            "offset " + before + " does not sort before " + after + ", which names a later place",
            timeline.namedBy(before),
            timeline.namedBy(after));
      }
    }
  }
}
