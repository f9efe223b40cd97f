package durablestreams.histories.check;

import durablestreams.histories.history.Message;
import durablestreams.histories.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Check of a history against the guarantees of a server of durable streams. Messages are found by
 * their identifiers, and each stream is walked a few times, so the time is about linear in the
 * number of operations.
 */
public final class HistoryCheck {
  private final List<Operation> operations;
  private final Findings findings = new Findings();
  private final Map<String, Lives> lives = new LinkedHashMap<>();
  private final Map<String, SentMessage> sent = new LinkedHashMap<>();
  private final Map<String, List<Timeline>> timelines = new HashMap<>();

  private HistoryCheck(List<Operation> operations) {
    this.operations = new ArrayList<>(operations);
    this.operations.sort(Comparator.comparingLong(Operation::start));
  }

  /** Checks all rules. */
  public static Report check(List<Operation> operations) {
    return check(operations, Set.of());
  }

  /** Checks all rules but some, such as those that a server does not promise. */
  public static Report check(List<Operation> operations, Set<Rule> without) {
    return new HistoryCheck(operations).run(without);
  }

  private Report run(Set<Rule> without) {
    findLives();
    for (Operation operation : operations) {
      assign(operation);
    }
    for (Map.Entry<String, Lives> entry : lives.entrySet()) {
      List<Timeline> joined = new ArrayList<>();
      for (Incarnation incarnation : entry.getValue().incarnations()) {
        var timeline = new Timeline(incarnation, sent, findings);
        timeline.join();
        joined.add(timeline);
      }
      timelines.put(entry.getKey(), joined);
    }
    Map<Incarnation, List<SentMessage>> acknowledged = acknowledged();
    timelines
        .values()
        .forEach(all ->
            all.forEach(timeline ->
                check(timeline, acknowledged.getOrDefault(timeline.incarnation(), List.of()))));
    Set<Rule> wanted = EnumSet.allOf(Rule.class);
    wanted.removeAll(without);
    return new Report(
        operations.size(),
        timelines.size(),
        (int) sent.values().stream().filter(message -> message.acknowledgement() != null).count(),
        findings.violations().stream().filter(found -> wanted.contains(found.rule())).toList(),
        findings.counts().entrySet().stream()
            .filter(count -> wanted.contains(count.getKey()))
            .mapToInt(Map.Entry::getValue)
            .sum());
  }

  private void findLives() {
    for (Operation operation : operations) {
      Lives life =
          lives.computeIfAbsent(operation.call().stream(), stream -> new Lives(stream, findings));
      if (operation.call().kind().isLifecycle()) {
        life.add(operation);
      }
    }
    lives.values().forEach(Lives::end);
  }

  /** Finds what the operation can have met, and whether its answer agrees with that. */
  private void assign(Operation operation) {
    Lives life = lives.get(operation.call().stream());
    if (life == null) {
      return;
    }
    for (Message message : operation.call().messages()) {
      sent.computeIfAbsent(message.id(), id -> new SentMessage(message, operation))
          .attempt(operation, life.lowest(operation), life.highest(operation));
    }
    if (operation.call().kind().isLifecycle()) {
      return;
    }
    if (operation.isOk() && life.none(operation)) {
      findings.add(
          Rule.DELETED_STAYS_DELETED,
          operation.call().stream(),
          "was answered, though it was not there",
          operation);
    }
    if (operation.isAbsent() && life.isThereDuring(operation)) {
      Incarnation there = life.incarnations().get(life.lowest(operation));
      findings.add(
          Rule.STREAMS_STAY,
          operation.call().stream(),
          "is not there, though nothing had ended it",
          there.creation(),
          operation);
    }
    Incarnation only = life.only(operation);
    if (only != null) {
      only.operations().add(operation);
    }
  }

  /** Acknowledged messages by the only incarnation that can have them. */
  private Map<Incarnation, List<SentMessage>> acknowledged() {
    Map<Incarnation, List<SentMessage>> all = new HashMap<>();
    for (SentMessage message : sent.values()) {
      Lives life = lives.get(message.stream());
      Operation acknowledgement = message.acknowledgement();
      if (life != null && acknowledgement != null) {
        Incarnation only = life.only(acknowledgement);
        if (only != null && message.isOnlyIn(only.number())) {
          all.computeIfAbsent(only, key -> new ArrayList<>()).add(message);
        }
      }
    }
    return all;
  }

  private void check(Timeline timeline, List<SentMessage> acknowledged) {
    new ContentCheck(timeline, sent, findings).run();
    Timeline source = source(timeline.incarnation());
    long prefix = source == null ? 0 : new ForkCheck(timeline, source, sent, findings).run();
    new ReadCheck(timeline, sent, acknowledged, findings).run(prefix);
    new ClosingCheck(timeline, sent, acknowledged, findings).run();
    if (timeline.incarnation().ttl() > 0) {
      new TtlCheck(timeline.incarnation(), findings).run();
    }
  }

  /** What was forked, where this is beyond doubt. */
  private @Nullable Timeline source(Incarnation fork) {
    String name = fork.creation().call().source();
    Lives life = lives.get(name);
    List<Timeline> all = timelines.get(name);
    if (name.isEmpty() || life == null || all == null) {
      return null;
    }
    Incarnation only = life.only(fork.creation());
    return only == null ? null : all.get(only.number());
  }
}
