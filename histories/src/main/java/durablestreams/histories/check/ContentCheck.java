package durablestreams.histories.check;

import durablestreams.histories.history.Message;
import durablestreams.histories.history.Operation;
import durablestreams.histories.history.Producer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Check of what is in a stream: each message, and the order of the messages. */
final class ContentCheck {
  private final Timeline timeline;
  private final Map<String, SentMessage> sent;
  private final Findings findings;
  private final Incarnation incarnation;
  private final String stream;

  ContentCheck(Timeline timeline, Map<String, SentMessage> sent, Findings findings) {
    this.timeline = timeline;
    this.sent = sent;
    this.findings = findings;
    this.incarnation = timeline.incarnation();
    this.stream = incarnation.stream();
  }

  void run() {
    timeline.placed().forEach(this::checkMessage);
    checkOrder();
    checkRequests();
    checkProducers();
  }

  private void checkMessage(Placed there) {
    SentMessage message = sent.get(there.id());
    if (message == null) {
      findings.add(
          Rule.SENT_AS_READ,
          stream,
          "no client sent " + there.id() + " at " + there.start(),
          there.seenBy());
      return;
    }
    if (message.size() != there.size()) {
      findings.add(
          Rule.SENT_AS_READ,
          stream,
          there.id() + " was sent with " + message.size() + " and read with " + there.size(),
          message.first(),
          there.seenBy());
    }
    if (there.seenAt() < message.first().start()) {
      findings.add(
          Rule.SENT_AS_READ,
          stream,
          there.id() + " was read before it was sent",
          there.seenBy(),
          message.first());
    }
    if (message.isRefused()) {
      findings.add(
          Rule.REFUSED_STAYS_OUT,
          stream,
          there.id() + " was refused and is there",
          message.first(),
          there.seenBy());
    }
    checkHome(there, message);
  }

  private void checkHome(Placed there, SentMessage message) {
    if (message.stream().equals(stream)) {
      if (!message.mayBeIn(incarnation.number())) {
        findings.add(
            Rule.DELETED_STAYS_DELETED,
            stream,
            there.id() + " belongs to another life of the stream",
            message.first(),
            incarnation.creation(),
            there.seenBy());
      }
    } else if (incarnation.creation().call().source().isEmpty()) {
      findings.add(
          Rule.SENT_AS_READ,
          stream,
          there.id() + " was sent to " + message.stream(),
          message.first(),
          there.seenBy());
    }
  }

  /** From the end to the start, with the first acknowledgement or sight of all later messages. */
  private void checkOrder() {
    List<Placed> placed = timeline.placed();
    @Nullable Operation earliest = null;
    long known = Long.MAX_VALUE;
    for (int i = placed.size() - 1; i >= 0; i--) {
      Placed there = placed.get(i);
      SentMessage message = sent.get(there.id());
      if (message == null || !message.stream().equals(stream)) {
        continue;
      }
      if (earliest != null && known < message.first().start()) {
        findings.add(
            Rule.REAL_TIME_ORDER,
            stream,
            there.id() + " was sent after a later message was known",
            earliest,
            message.first(),
            there.seenBy());
      }
      if (message.acknowledgedAt() < known) {
        known = message.acknowledgedAt();
        earliest = message.acknowledgement();
      }
      if (there.seenAt() < known) {
        known = there.seenAt();
        earliest = there.seenBy();
      }
    }
  }

  private void checkRequests() {
    List<Placed> placed = timeline.placed();
    for (int i = 0; i < placed.size(); i++) {
      SentMessage message = sent.get(placed.get(i).id());
      if (message == null || message.first().call().messages().size() == 1) {
        continue;
      }
      List<Message> request = message.first().call().messages();
      int index = message.indexInRequest();
      boolean isFirst = index == 0;
      if (!isFirst && (i == 0 || !placed.get(i - 1).id().equals(request.get(index - 1).id()))) {
        findings.add(
            Rule.APPENDS_ARE_WHOLE,
            stream,
            message.id() + " does not follow the message before it in its request",
            message.first(),
            placed.get(i).seenBy());
      }
      boolean isLast = index == request.size() - 1;
      // A page may end within a request; there is more only where another message follows.
      if (!isLast
          && i + 1 < placed.size()
          && !placed.get(i + 1).id().equals(request.get(index + 1).id())
          && message.stream().equals(stream)) {
        findings.add(
            Rule.APPENDS_ARE_WHOLE,
            stream,
            message.id() + " is not followed by the message after it in its request",
            message.first(),
            placed.get(i + 1).seenBy());
      }
    }
  }

  /** Of each producer, the sequence within an epoch has no gap and no step back. */
  private void checkProducers() {
    Map<String, SentMessage> last = new HashMap<>();
    for (Placed there : timeline.placed()) {
      SentMessage message = sent.get(there.id());
      if (message == null
          || !message.stream().equals(stream)
          || message.first().call().producer().isEmpty()) {
        continue;
      }
      Producer identity = message.first().call().producer().get();
      SentMessage before = last.put(identity.id(), message);
      if (before == null) {
        if (identity.seq() != 0) {
          report(identity, there, message.first());
        }
        continue;
      }
      Producer previous = before.first().call().producer().orElseThrow();
      boolean sameRequest = before.first().call().equals(message.first().call());
      boolean next = identity.epoch() == previous.epoch() && identity.seq() == previous.seq() + 1;
      boolean newEpoch = identity.epoch() > previous.epoch() && identity.seq() == 0;
      if (!sameRequest && !next && !newEpoch) {
        report(identity, there, before.first(), message.first());
      }
    }
  }

  private void report(Producer identity, Placed there, Operation... operations) {
    findings.add(
        Rule.PRODUCER_SEQUENCE,
        stream,
        there.id() + " with " + identity + " is out of sequence",
        operations);
  }
}
