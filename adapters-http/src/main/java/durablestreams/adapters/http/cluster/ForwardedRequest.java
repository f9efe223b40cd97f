package durablestreams.adapters.http.cluster;

import durablestreams.adapters.http.cluster.peer.ClusterSecret;
import durablestreams.adapters.http.cluster.peer.PeerAnswer;
import durablestreams.adapters.http.cluster.peer.PeerConnection;
import durablestreams.adapters.http.connection.waits.LiveWait;
import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.application.observe.trace.TraceSpan;
import io.helidon.webserver.CloseConnectionException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Request on its way to the leader, with what is known of its effect.
 *
 * <p>A body that could not be sent again waits until the leader wants it ({@code Expect:
 * 100-continue}): up to then the request has had no effect. Nor has one whose body was cut: the
 * leader decides nothing before it has all of it.
 */
final class ForwardedRequest {

  /** What is known of an attempt. */
  enum Result {
    DONE,
    NOT_DONE,
    UNKNOWN
  }

  private final Exchange exchange;
  private final ForwardedBody body;
  private final boolean repeatable;
  private boolean arrived;
  private boolean sent;
  private boolean mayHaveHadEffect;
  private @Nullable IOException cause;

  ForwardedRequest(Exchange exchange, ForwardedBody body) {
    this.exchange = exchange;
    this.body = body;
    this.repeatable =
        isRead()
            || exchange.fields().has(Fields.PRODUCER_ID)
                && exchange.fields().has(Fields.PRODUCER_EPOCH)
                && exchange.fields().has(Fields.PRODUCER_SEQ);
  }

  Exchange exchange() {
    return exchange;
  }

  ForwardedBody body() {
    return body;
  }

  boolean isRead() {
    return exchange.method().equals("GET") || exchange.method().equals("HEAD");
  }

  /** Whether the whole request was sent. */
  boolean isSent() {
    return sent;
  }

  /**
   * Without a body nothing tells whether the leader has begun, so an idle connection is not used.
   */
  boolean needsNewConnection() {
    return body.isEmpty() && !repeatable;
  }

  boolean canBeSentAgain() {
    return body.isComplete() && (repeatable || !mayHaveHadEffect);
  }

  void mayHaveHadEffect() {
    mayHaveHadEffect = true;
  }

  void failed(IOException e) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CloseConnectionException("interrupted", e);
    }
    cause = e;
  }

  /** What is known of an attempt that got no answer. */
  Result result() {
    return arrived ? Result.UNKNOWN : Result.NOT_DONE;
  }

  /** The answer to a request that is not sent again. */
  RuntimeException failure() {
    HttpProblem none = LeaderWait.noLeader();
    return mayHaveHadEffect && !isRead()
        ? new UnknownOutcomeException("the leader did not answer a forwarded request", cause)
        : none;
  }

  /**
   * Sends the request.
   *
   * @param span of this attempt
   * @return the answer, of which the body was not read
   */
  PeerAnswer send(PeerConnection connection, ClusterSecret secret, TraceSpan span)
      throws IOException {
    boolean expects = !body.isEmpty() && !(repeatable && body.isWhole());
    String framing = isRead() && body.isEmpty() ? "" : body.framing();
    byte[] head = ForwardedHead.of(exchange, connection.address(), secret, framing, expects, span);
    arrived = false;
    sent = false;
    if (expects) {
      connection.write(head, 0, head.length);
    } else {
      byte[] all = Bytes.concat(head, body.bytes(), body.bytes().length);
      arrived = true;
      sent = true;
      connection.write(all, 0, all.length);
    }
    PeerAnswer answer = receive(connection);
    while (answer.isInterim()) {
      if (answer.isContinue() && expects && !sent) {
        sendBody(connection);
      }
      answer = receive(connection);
    }
    return answer;
  }

  private PeerAnswer receive(PeerConnection connection) throws IOException {
    LiveWait wait = exchange.liveWait();
    wait.begin();
    try {
      return PeerAnswer.read(connection, exchange.method().equals("HEAD"));
    } finally {
      wait.end();
    }
  }

  /** A leader that has answered before it has all wants no more; its answer is read next. */
  private void sendBody(PeerConnection connection) throws IOException {
    try {
      sent =
          body.sendTo((bytes, from, count, last) -> {
            arrived = arrived || last;
            connection.write(bytes, from, count);
            return last || !connection.hasAnswer();
          });
    } catch (IOException e) {
      failed(e);
    }
  }
}
