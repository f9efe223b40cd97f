package durablestreams.application.replication.digest;

import durablestreams.application.port.replication.DigestAnswer;
import durablestreams.application.port.replication.DigestAnswer.Passed;
import durablestreams.application.port.replication.PeerCalls;
import durablestreams.application.port.replication.PeerUnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Choice of a position of the commit log that no node has passed yet, for questions that all nodes
 * answer behind the same record. It is so far ahead that the last node learns of it in time, which
 * depends on how fast the log grows; empty records make a log grow on which nothing is written.
 */
final class CommonPosition {

  /** The least distance to the position. */
  private static final int NEAR = 2;

  private static final int FAR = 1 << 20;
  private static final int ATTEMPTS = 12;

  /** How long a digest may take. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** How long a node may take to read the first record. */
  private static final Duration START = Duration.ofSeconds(10);

  private static final Duration PAUSE = Duration.ofMillis(50);

  private final PeerCalls peers;
  private int distance = NEAR;
  private long last;

  CommonPosition(PeerCalls peers) {
    this.peers = peers;
  }

  /**
   * How far the node has applied the log; waits for one that has just started.
   *
   * @throws PeerUnavailableException when it does not answer
   */
  Passed of(String address) throws InterruptedException {
    long end = System.nanoTime() + START.toNanos();
    Passed known = ask(address);
    while (known.logId().isEmpty() && System.nanoTime() - end < 0) {
      Thread.sleep(PAUSE);
      known = ask(address);
    }
    return known;
  }

  private Passed ask(String address) throws InterruptedException {
    if (peers.digest(address, 0, DigestAnswer.FIRST_PIECE) instanceof Passed passed) {
      last = Math.max(last, passed.position());
      return passed;
    }
    throw new PeerUnavailableException("the node at " + address + " does not tell its position");
  }

  /** The digests of a piece at all nodes; those that are done have one position. */
  Map<String, DigestAnswer> digests(Collection<String> nodes, String piece)
      throws InterruptedException {
    Map<String, DigestAnswer> answers = Map.of();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long position = last + distance;
      answers = ask(nodes, position, piece);
      if (answers.values().stream().noneMatch(Passed.class::isInstance)) {
        grow(nodes);
        answers = await(answers, position, piece);
        if (isCommon(answers)) {
          distance = Math.max(NEAR, distance / 2);
          return answers;
        }
      }
      distance = Math.min(FAR, distance * 4);
    }
    return answers;
  }

  private Map<String, DigestAnswer> ask(Collection<String> nodes, long position, String piece)
      throws InterruptedException {
    Map<String, DigestAnswer> answers = new LinkedHashMap<>();
    for (String node : nodes) {
      answers.put(node, ask(node, position, piece));
    }
    return answers;
  }

  private DigestAnswer ask(String node, long position, String piece) throws InterruptedException {
    try {
      DigestAnswer answer = peers.digest(node, position, piece);
      if (answer instanceof Passed passed) {
        last = Math.max(last, passed.position());
      } else if (answer instanceof DigestAnswer.Done done) {
        last = Math.max(last, done.position());
      }
      return answer;
    } catch (PeerUnavailableException e) {
      return new DigestAnswer.Failed(String.valueOf(e.getMessage()));
    }
  }

  /** Has the leader, if it is one of the nodes, write as many records as the position is ahead. */
  private void grow(Collection<String> nodes) throws InterruptedException {
    long target = last + distance;
    for (String node : nodes) {
      try {
        while (last < target) {
          last = Math.max(last + 1, peers.barrier(node));
        }
        return;
      } catch (PeerUnavailableException e) {
        // Another node leads; without any, the next heartbeats do.
      }
    }
  }

  private Map<String, DigestAnswer> await(
      Map<String, DigestAnswer> asked, long position, String piece) throws InterruptedException {
    long end = System.nanoTime() + LONGEST.toNanos();
    Map<String, DigestAnswer> answers = new LinkedHashMap<>(asked);
    for (String node : asked.keySet()) {
      while (answers.get(node) instanceof DigestAnswer.Pending && System.nanoTime() - end < 0) {
        answers.put(node, ask(node, position, piece));
      }
    }
    return answers;
  }

  private static boolean isCommon(Map<String, DigestAnswer> answers) {
    return answers.values().stream()
            .filter(DigestAnswer.Done.class::isInstance)
            .map(answer -> ((DigestAnswer.Done) answer).position())
            .distinct()
            .count()
        <= 1;
  }
}
