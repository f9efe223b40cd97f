package durablestreams.conformance.crash;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.WireConnection;
import durablestreams.conformance.harness.WireException;
import durablestreams.conformance.harness.WireRequest;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One connection that appends message after message to streams of its choice and remembers every
 * acknowledgement. Its producer, if it has one, never gives up an append: what the crash left
 * unanswered is sent again first.
 */
final class Writer {
  private final String name;
  private final boolean producer;
  private final List<StreamLedger> streams;
  private final RandomGenerator random;
  private final Map<StreamLedger, Long> nextSeq = new HashMap<>();
  private final Map<StreamLedger, List<Acknowledged>> mine = new HashMap<>();
  private Optional<Pending> pending = Optional.empty();
  private int sent;

  private record Pending(StreamLedger ledger, String message, long seq) {}

  /** Counts acknowledgements over all writers and may end the server when one arrives. */
  interface Acknowledgements {
    void arrived();
  }

  Writer(String name, boolean producer, List<StreamLedger> streams, RandomGenerator random) {
    this.name = name;
    this.producer = producer;
    this.streams = List.copyOf(streams);
    this.random = random;
  }

  boolean isProducer() {
    return producer;
  }

  /** The acknowledgements this writer got for a stream, oldest first. */
  List<Acknowledged> acknowledgedIn(StreamLedger ledger) {
    return List.copyOf(mine.getOrDefault(ledger, List.of()));
  }

  /**
   * Retries what the last run left unanswered, then sends appends until the total is reached or the
   * server is gone.
   */
  void appendUntil(int total, Acknowledgements acknowledgements) throws IOException {
    StreamLedger first = streams.getFirst();
    try (var connection = first.stream().server().connect()) {
      retryPending(connection);
      while (sent < total) {
        StreamLedger ledger = streams.get(random.nextInt(streams.size()));
        String message = message();
        long seq = producer ? nextSeq.getOrDefault(ledger, 0L) : -1;
        pending = Optional.of(new Pending(ledger, message, seq));
        HttpReply reply = request(ledger, message, seq).sendOn(connection);
        reply.expect(producer ? 200 : 204);
        settle(new Acknowledged(message, reply.nextOffset(), seq), ledger);
        acknowledgements.arrived();
      }
    } catch (WireException | SocketException e) {
      // The server was killed. Whether the append in flight is there, only its successor knows.
      pending.ifPresent(lost -> lost.ledger().leaveUnanswered(lost.message()));
    }
  }

  /** How many appends this writer is done with, answered or not. */
  int sent() {
    return sent;
  }

  private void settle(Acknowledged append, StreamLedger ledger) {
    pending = Optional.empty();
    sent++;
    if (producer) {
      nextSeq.put(ledger, append.seq() + 1);
    }
    mine.computeIfAbsent(ledger, any -> new ArrayList<>()).add(append);
    ledger.acknowledge(append);
  }

  /** A producer asks again; anybody else cannot know, and moves on. */
  private void retryPending(WireConnection connection) throws IOException {
    if (pending.isEmpty()) {
      return;
    }
    Pending lost = pending.get();
    if (!producer) {
      pending = Optional.empty();
      sent++;
      return;
    }
    HttpReply reply = request(lost.ledger(), lost.message(), lost.seq()).sendOn(connection);
    if (reply.status() == 204) {
      lost.ledger().confirm(lost.message());
      pending = Optional.empty();
      sent++;
      nextSeq.put(lost.ledger(), lost.seq() + 1);
      return;
    }
    reply.expect(200);
    lost.ledger().makeUpFor(lost.message());
    settle(new Acknowledged(lost.message(), reply.nextOffset(), lost.seq()), lost.ledger());
  }

  /** The request this writer sent for an append, to send it once more. */
  WireRequest request(StreamLedger ledger, String message, long seq) {
    WireRequest request = ledger.stream().post(ledger.contentType(), message);
    return seq < 0 ? request : request.producer(name, 0, seq);
  }

  /** A JSON string, so that one shape serves both kinds of stream; its length varies. */
  private String message() {
    return "\"" + name + "." + sent + "." + "x".repeat(random.nextInt(400)) + "\"";
  }
}
