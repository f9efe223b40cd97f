package durablestreams.application.replication.digest;

import durablestreams.application.port.replication.DigestAnswer;
import durablestreams.application.port.replication.DigestAnswer.Passed;
import durablestreams.application.port.replication.PeerCalls;
import durablestreams.application.port.replication.PeerUnavailableException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * Use case that compares the state of the nodes of a cluster while it runs, piece by piece. Of each
 * piece every node makes a digest behind the same record of the log. A piece that differs is
 * compared again, behind a later record, because segments and objects are read a little later.
 */
public final class ReplicaComparison {

  /** How often a piece is compared before a difference counts. */
  private static final int ATTEMPTS = 5;

  private static final int MOST_DIFFERENCES = 20;

  /**
   * What was found of a node.
   *
   * @param name empty for one that does not answer
   * @param position of the last record behind which it was compared; 0 for none
   * @param differences what differs from most others, in one sentence each, with at most {@value
   *     #MOST_DIFFERENCES} pieces; empty if nothing does
   */
  public record Finding(String address, String name, long position, List<String> differences) {
    public boolean same() {
      return differences.isEmpty();
    }
  }

  /**
   * Outcome of a comparison.
   *
   * @param items streams and subscriptions that were compared
   */
  public record Outcome(List<Finding> nodes, long items) {
    public boolean same() {
      return nodes.stream().allMatch(Finding::same);
    }
  }

  private final Map<String, List<String>> differences = new LinkedHashMap<>();
  private final Map<String, Passed> nodes = new LinkedHashMap<>();

  /** The nodes that answer, and can be compared with others. */
  private final Set<String> compared = new LinkedHashSet<>();

  private final CommonPosition positions;
  private long items;
  private long position;

  /**
   * @param addresses URLs of the nodes, at least two
   */
  public ReplicaComparison(PeerCalls peers, Collection<String> addresses) {
    this.positions = new CommonPosition(peers);
    addresses.forEach(address -> differences.put(address, new ArrayList<>()));
  }

  /**
   * Compares.
   *
   * @param progress takes the number of streams and subscriptions that were compared so far
   */
  public Outcome run(LongConsumer progress) throws InterruptedException {
    ask();
    String piece = DigestAnswer.FIRST_PIECE;
    while (!piece.isEmpty() && compared.size() > 1) {
      piece = compare(piece);
      progress.accept(items);
    }
    List<Finding> findings = new ArrayList<>();
    differences.forEach((address, found) -> findings.add(finding(address, found)));
    return new Outcome(findings, items);
  }

  private Finding finding(String address, List<String> found) {
    Passed node = nodes.get(address);
    return new Finding(
        address, node == null ? "" : node.node(), node == null ? 0 : position, List.copyOf(found));
  }

  /** Asks every node which log it follows; those that follow another than most take no part. */
  private void ask() throws InterruptedException {
    for (Map.Entry<String, List<String>> each : differences.entrySet()) {
      try {
        nodes.put(each.getKey(), positions.of(each.getKey()));
        compared.add(each.getKey());
      } catch (PeerUnavailableException e) {
        each.getValue().add(String.valueOf(e.getMessage()));
      }
    }
    Map<String, String> logs = new LinkedHashMap<>();
    nodes.forEach((address, node) -> logs.put(address, node.logId()));
    String log = most(logs);
    compared.removeIf(address -> !log.equals(logs.get(address)));
    logs.forEach((address, id) -> {
      if (!id.equals(log)) {
        found(
            address,
            id.isEmpty()
                ? "it has not read the commit log yet"
                : "it follows the commit log %s, and others follow %s".formatted(id, log));
      }
    });
  }

  /** Compares a piece; returns the next one. */
  private String compare(String piece) throws InterruptedException {
    Map<String, DigestAnswer> answers = positions.digests(List.copyOf(compared), piece);
    Map<String, String> digests = digests(answers);
    for (int attempt = 1; attempt < ATTEMPTS && differ(digests); attempt++) {
      answers = positions.digests(List.copyOf(compared), piece);
      digests = digests(answers);
    }
    if (differ(digests)) {
      note(piece, answers, digests);
    }
    for (DigestAnswer answer : answers.values()) {
      if (answer instanceof DigestAnswer.Done done && digest(done).equals(most(digests))) {
        items += done.items();
        position = done.position();
        return done.next();
      }
    }
    return "";
  }

  private static boolean differ(Map<String, String> digests) {
    return digests.values().stream().distinct().count() > 1
        || digests.values().stream().anyMatch(String::isEmpty);
  }

  /** The digests of those that have one; empty for others. */
  private static Map<String, String> digests(Map<String, DigestAnswer> answers) {
    Map<String, String> digests = new LinkedHashMap<>();
    answers.forEach((address, answer) ->
        digests.put(address, answer instanceof DigestAnswer.Done done ? digest(done) : ""));
    return digests;
  }

  private static String digest(DigestAnswer.Done done) {
    return done.state() + " " + done.stored();
  }

  private void note(String piece, Map<String, DigestAnswer> answers, Map<String, String> digests) {
    String most = most(digests);
    boolean known = 2 * digests.values().stream().filter(most::equals).count() > digests.size();
    answers.forEach((address, answer) -> {
      switch (answer) {
        case DigestAnswer.Done done -> {
          if (!known || !digest(done).equals(most)) {
            found(address, difference(piece, done, answers.values()));
          }
        }
        case DigestAnswer.Failed(String reason) ->
            leaveOut(address, "%s cannot be read: %s".formatted(described(piece, ""), reason));
        default ->
            leaveOut(address, "%s could not be read in time".formatted(described(piece, "")));
      }
    });
  }

  /** Ends the comparison of a node. */
  private void leaveOut(String address, String sentence) {
    found(address, sentence);
    compared.remove(address);
  }

  private static String difference(
      String piece, DigestAnswer.Done done, Collection<DigestAnswer> all) {
    boolean state =
        all.stream()
            .anyMatch(a -> a instanceof DigestAnswer.Done d && !d.state().equals(done.state()));
    return "%s: %s"
        .formatted(
            described(piece, done.next()),
            state
                ? "their state differs from that of others"
                : "their segments, objects or messages differ from those of others");
  }

  private static String described(String piece, String next) {
    return switch (StatePiece.parse(piece)) {
      case StatePiece.Streams(long after) ->
          !next.isEmpty() && StatePiece.parse(next) instanceof StatePiece.Streams(long last)
              ? "streams with the keys %d to %d".formatted(after + 1, last)
              : "streams with keys above %d".formatted(after);
      case StatePiece.Links links ->
          links.id().isEmpty() ? "subscriptions" : "subscriptions from %s on".formatted(links.id());
    };
  }

  private void found(String address, String sentence) {
    List<String> known = differences.computeIfAbsent(address, a -> new ArrayList<>());
    if (known.size() < MOST_DIFFERENCES) {
      known.add(sentence);
    }
  }

  /** The value that most have; the least of those that as many have. */
  private static String most(Map<String, String> values) {
    Map<String, Integer> counts = new HashMap<>();
    values.values().stream()
        .filter(v -> !v.isEmpty())
        .forEach(v -> counts.merge(v, 1, Integer::sum));
    String most = "";
    for (Map.Entry<String, Integer> each : new TreeMap<>(counts).entrySet()) {
      most = each.getValue() > counts.getOrDefault(most, 0) ? each.getKey() : most;
    }
    return most;
  }
}
