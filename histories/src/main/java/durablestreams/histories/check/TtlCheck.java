package durablestreams.histories.check;

import durablestreams.histories.history.Kind;
import durablestreams.histories.history.Operation;
import durablestreams.histories.history.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Check of a stream with a TTL: appends and reads postpone its end, which comes in time. */
final class TtlCheck {
  /** Clocks of two processes differ by this much at most. */
  private static final long CLOCKS = Duration.ofMillis(50).toNanos();

  /** A server may take this long to notice that a stream has ended. */
  private static final long LATE = Duration.ofSeconds(2).toNanos();

  private final Incarnation incarnation;
  private final Findings findings;
  private final long ttl;

  TtlCheck(Incarnation incarnation, Findings findings) {
    this.incarnation = incarnation;
    this.findings = findings;
    this.ttl = Duration.ofMillis(incarnation.ttl()).toNanos();
  }

  void run() {
    List<Operation> uses = new ArrayList<>();
    uses.add(incarnation.creation());
    for (Operation operation : incarnation.operations()) {
      if (operation.call().kind() != Kind.HEAD) {
        uses.add(operation);
      }
    }
    checkEarly(uses.stream().filter(Operation::isOk).toList());
    checkLate(uses);
  }

  /** No answer says that the stream is gone before the time since its last use is over. */
  private void checkEarly(List<Operation> done) {
    List<Operation> uses = new ArrayList<>(done);
    uses.sort(Comparator.comparingLong(Operation::end));
    int next = 0;
    @Nullable Operation latest = null;
    List<Operation> answers = new ArrayList<>(incarnation.operations());
    if (incarnation.successor() != null) {
      answers.add(incarnation.successor());
    }
    for (Operation operation : answers) {
      while (next < uses.size() && uses.get(next).end() < operation.start()) {
        if (latest == null || uses.get(next).start() > latest.start()) {
          latest = uses.get(next);
        }
        next++;
      }
      boolean gone = operation.isAbsent() || operation == incarnation.successor();
      if (gone
          && latest != null
          && operation.end() < latest.start() + ttl - CLOCKS
          && operation.end() < incarnation.endsAfter()) {
        findings.add(
            Rule.TTL_ENDS, incarnation.stream(), "ended before its TTL", latest, operation);
      }
    }
  }

  /** No answer has the stream long after the last request that may have postponed its end. */
  private void checkLate(List<Operation> possible) {
    Operation creation = incarnation.creation();
    Operation latest = creation;
    int next = 0;
    for (Operation operation : incarnation.operations()) {
      while (next < possible.size() && possible.get(next).start() < operation.start()) {
        Operation use = possible.get(next++);
        if (!use.isAbsent() && use.end() > latest.end()) {
          latest = use;
        }
      }
      if (operation.isOk()
          && latest.end() != Reply.NEVER
          && operation.start() > latest.end() + ttl + LATE) {
        findings.add(
            Rule.TTL_ENDS, incarnation.stream(), "is there after its TTL", latest, operation);
      }
    }
  }
}
