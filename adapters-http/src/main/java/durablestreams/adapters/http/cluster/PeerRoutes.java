package durablestreams.adapters.http.cluster;

import durablestreams.adapters.http.cluster.peer.ClusterSecret;
import durablestreams.adapters.http.cluster.peer.ClusterSecret.Signed;
import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.exchange.Body;
import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.observe.RequestKind;
import durablestreams.application.NotLeaderException;
import durablestreams.application.replication.ClusterMember;
import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Function;

/**
 * Routes for other nodes, below a path that exists only for them: what is not signed by a node is
 * answered like a request for any other path where there is nothing.
 */
final class PeerRoutes {

  private static final String PREFIX = "/_cluster/";
  private static final String PURPOSE = "call";
  private static final String METHOD = "POST";

  private final ClusterMember member;
  private final ClusterSecret secret;

  PeerRoutes(ClusterMember member, ClusterSecret secret) {
    this.member = member;
    this.secret = secret;
  }

  /** The value of the field that signs a call: a signature, and the digest of the body. */
  static String signature(ClusterSecret secret, String path, byte[] body) {
    String digest = digest(body);
    return secret.sign(new Signed(PURPOSE, METHOD, path, digest)) + " " + digest;
  }

  private static String digest(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** Answers a call of another node; false for any other request. */
  boolean answers(Exchange exchange) throws InterruptedException {
    if (!exchange.rawPath().startsWith(PREFIX) || !isSigned(exchange)) {
      return false;
    }
    exchange.kind(RequestKind.SERVICE);
    try {
      return call(exchange);
    } catch (NotLeaderException e) {
      throw refusal("this node does not lead", ClusterFields.NOT_LEADER);
    }
  }

  /** The signature is looked at before the body is read. */
  private boolean isSigned(Exchange exchange) {
    String[] call = exchange.fields().joined(ClusterFields.CALL).split(" ", -1);
    return call.length == 2
        && exchange.bodyLength() >= 0
        && exchange.bodyLength() <= StreamKeyCodec.MAX_BYTES
        && secret.isSigned(
            call[0], new Signed(PURPOSE, exchange.method(), exchange.target(), call[1]))
        && digest(exchange.body()).equals(call[1]);
  }

  private boolean call(Exchange exchange) throws InterruptedException {
    switch (exchange.rawPath()) {
      case HttpPeers.BARRIER -> answer(exchange, Long.toString(member.barrier()));
      case HttpPeers.USED -> {
        member.used(decoded(exchange, StreamKeyCodec::decode));
        answer(exchange, "ok");
      }
      case HttpPeers.DIGEST -> {
        DigestCalls.Question question = decoded(exchange, DigestCalls.Question::decode);
        answer(exchange, DigestCalls.encode(member.digest(question.position(), question.piece())));
      }
      case HttpPeers.DESCRIBE -> answer(exchange, NodeCalls.encode(member.describe()));
      case HttpPeers.FOLLOWS -> {
        member.follows(decoded(exchange, body -> NodeCalls.description(NodeCalls.text(body))));
        answer(exchange, "ok");
      }
      case HttpPeers.RAISE -> {
        int level = decoded(exchange, body -> Integer.parseInt(NodeCalls.text(body)));
        answer(exchange, NodeCalls.encode(member.raise(level)));
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private static <T> T decoded(Exchange exchange, Function<byte[], T> decoding)
      throws InterruptedException {
    byte[] body = exchange.body();
    try {
      return decoding.apply(body);
    } catch (IllegalArgumentException e) {
      throw new HttpProblem(ErrorCode.BAD_BODY, String.valueOf(e.getMessage()));
    }
  }

  /** A refusal that tells another node that the request had no effect. */
  static HttpProblem refusal(String sentence, String reason) {
    return new HttpProblem(ErrorCode.NO_LEADER, sentence)
        .with(Fields.RETRY_AFTER, "1")
        .with(ClusterFields.REFUSED, reason);
  }

  private static void answer(Exchange exchange, String text) {
    exchange
        .respond(Status.OK_200)
        .add(Fields.NO_STORE)
        .add(Fields.CONTENT_TYPE, "text/plain; charset=utf-8")
        .send(Body.of((text + "\n").getBytes(StandardCharsets.US_ASCII)));
  }
}
