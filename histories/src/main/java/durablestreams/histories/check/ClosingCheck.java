package durablestreams.histories.check;

import durablestreams.histories.history.Kind;
import durablestreams.histories.history.Operation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Check of what happens to a stream after it is closed: nothing. */
final class ClosingCheck {
  private final Timeline timeline;
  private final Map<String, SentMessage> sent;
  private final List<SentMessage> own;
  private final Findings findings;
  private final String stream;
  private @Nullable Operation closed;
  private @Nullable Operation last;

  ClosingCheck(
      Timeline timeline, Map<String, SentMessage> sent, List<SentMessage> own, Findings findings) {
    this.timeline = timeline;
    this.sent = sent;
    this.own = own;
    this.findings = findings;
    this.stream = timeline.incarnation().stream();
  }

  void run() {
    Operation creation = timeline.incarnation().creation();
    if (creation.isOk() && creation.call().closing()) {
      closed = creation;
    }
    for (Operation operation : timeline.incarnation().operations()) {
      note(operation);
    }
    if (closed == null) {
      return;
    }
    checkAnswers(closed);
    for (SentMessage message : own) {
      if (message.first().start() > closed.end()) {
        report(message.id() + " was acknowledged after the close", closed, message.first());
      }
    }
    for (Placed there : timeline.placed()) {
      SentMessage message = sent.get(there.id());
      if (message != null
          && message.stream().equals(stream)
          && message.first().start() > closed.end()) {
        report(there.id() + " was sent after the close and is there", closed, there.seenBy());
      }
    }
    checkEnd();
  }

  private void note(Operation operation) {
    boolean closes =
        operation.call().kind() == Kind.CLOSE
            || (operation.call().kind() == Kind.APPEND && operation.call().closing());
    if (!operation.isOk() || !(closes || operation.reply().closed())) {
      return;
    }
    if (closed == null || operation.end() < closed.end()) {
      closed = operation;
    }
    if (operation.reply().closed() && last == null && timeline.end(operation) != null) {
      last = operation;
    }
  }

  private void checkAnswers(Operation first) {
    for (Operation operation : timeline.incarnation().operations()) {
      Kind kind = operation.call().kind();
      boolean tail = kind == Kind.HEAD || (kind.reads() && operation.reply().upToDate());
      if (operation.isOk()
          && tail
          && operation.start() > first.end()
          && !operation.reply().closed()) {
        report("an answer at the tail does not say that it is closed", first, operation);
      }
    }
  }

  /** Nothing is after the end that an answer told, and nothing after the message that closed. */
  private void checkEnd() {
    Long end = last == null ? null : timeline.end(last);
    if (last != null && end != null && timeline.length() > end) {
      Placed beyond = timeline.placed().getLast();
      report(beyond.id() + " is after the end of the closed stream", last, beyond.seenBy());
    }
    List<Placed> placed = timeline.placed();
    for (int i = 0; i + 1 < placed.size(); i++) {
      SentMessage message = sent.get(placed.get(i).id());
      if (message != null
          && message.stream().equals(stream)
          && message.first().call().closing()
          && message.acknowledgement() != null
          && !sameRequest(message, sent.get(placed.get(i + 1).id()))) {
        report(
            placed.get(i + 1).id() + " is after the message that closed the stream",
            message.first(),
            placed.get(i + 1).seenBy());
      }
    }
  }

  private static boolean sameRequest(SentMessage message, @Nullable SentMessage next) {
    return next != null && next.first() == message.first();
  }

  private void report(String text, Operation... operations) {
    findings.add(Rule.CLOSED_STAYS_CLOSED, stream, text, operations);
  }
}
