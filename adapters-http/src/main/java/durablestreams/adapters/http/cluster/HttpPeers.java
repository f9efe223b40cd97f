package durablestreams.adapters.http.cluster;

import durablestreams.adapters.http.cluster.peer.ClusterSecret;
import durablestreams.adapters.http.cluster.peer.PeerAddress;
import durablestreams.adapters.http.cluster.peer.PeerAnswer;
import durablestreams.adapters.http.cluster.peer.PeerConnection;
import durablestreams.adapters.http.cluster.peer.PeerConnections;
import durablestreams.adapters.http.cluster.peer.PeerSettings;
import durablestreams.application.port.replication.DigestAnswer;
import durablestreams.application.port.replication.NodeDescription;
import durablestreams.application.port.replication.PeerCalls;
import durablestreams.application.port.replication.PeerUnavailableException;
import durablestreams.application.port.replication.RaiseAnswer;
import durablestreams.domain.stream.StreamKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/**
 * Calls of other nodes over HTTP, on the connections that forwarded requests use too. Each may be
 * repeated, so one that fails on a connection that was idle is made again on a new one.
 */
public final class HttpPeers implements PeerCalls, AutoCloseable {

  static final String BARRIER = "/_cluster/barrier";
  static final String USED = "/_cluster/used";
  static final String DIGEST = "/_cluster/digest";
  static final String DESCRIBE = "/_cluster/node";
  static final String FOLLOWS = "/_cluster/follower";
  static final String RAISE = "/_cluster/level";

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int MAX_ANSWER = 8 << 10;
  private static final int PIECE = 256;
  private static final byte[] NOTHING = new byte[0];

  private final ClusterSecret secret;
  private final PeerSettings settings;
  private final PeerConnections connections;
  private final ClusterMetrics metrics = new ClusterMetrics();

  /**
   * @param secret proves to other nodes that this one belongs to the cluster
   */
  public HttpPeers(ClusterSecret secret, PeerSettings settings) {
    this.secret = secret;
    this.settings = settings;
    this.connections = new PeerConnections(settings);
  }

  ClusterSecret secret() {
    return secret;
  }

  /** Limits and timeouts. */
  public PeerSettings settings() {
    return settings;
  }

  PeerConnections connections() {
    return connections;
  }

  ClusterMetrics metrics() {
    return metrics;
  }

  @Override
  public long barrier(String address) throws InterruptedException {
    long start = System.nanoTime();
    boolean done = false;
    try {
      long position = read(address, call(address, BARRIER, NOTHING), Long::valueOf);
      done = true;
      return position;
    } finally {
      metrics.barrier(System.nanoTime() - start, done);
    }
  }

  @Override
  public void used(String address, List<StreamKey> streams) throws InterruptedException {
    for (int from = 0; from < streams.size(); from += StreamKeyCodec.MOST) {
      int to = Math.min(streams.size(), from + StreamKeyCodec.MOST);
      call(address, USED, StreamKeyCodec.encode(streams.subList(from, to)));
    }
  }

  @Override
  public DigestAnswer digest(String address, long position, String piece)
      throws InterruptedException {
    byte[] question = new DigestCalls.Question(position, piece).encode();
    return read(address, call(address, DIGEST, question), DigestCalls::decode);
  }

  @Override
  public NodeDescription describe(String address) throws InterruptedException {
    return read(address, call(address, DESCRIBE, NOTHING), NodeCalls::description);
  }

  @Override
  public void follows(String address, NodeDescription follower) throws InterruptedException {
    call(address, FOLLOWS, NodeCalls.bytes(NodeCalls.encode(follower)));
  }

  @Override
  public RaiseAnswer raise(String address, int level) throws InterruptedException {
    byte[] wanted = NodeCalls.bytes(Integer.toString(level));
    return read(address, call(address, RAISE, wanted), NodeCalls::answer);
  }

  private static <T> T read(String address, String text, Function<String, T> decoding) {
    try {
      return decoding.apply(text);
    } catch (IllegalArgumentException e) {
      throw new PeerUnavailableException(
          "the node at " + address + " did not answer as a node does", e);
    }
  }

  private String call(String address, String path, byte[] body) throws InterruptedException {
    PeerAddress node = parse(address);
    boolean fresh = false;
    while (true) {
      PeerConnection connection = connect(node, fresh);
      boolean whole = false;
      try {
        PeerAnswer answer = send(connection, path, body);
        String text = text(answer);
        whole = answer.keepsConnection();
        return result(node, answer, text);
      } catch (IOException e) {
        checkInterrupt();
        if (!connection.isReused()) {
          throw new PeerUnavailableException(
              "the node at " + node + " does not answer: " + e.getMessage(), e);
        }
        fresh = true;
      } finally {
        if (whole) {
          connections.give(connection);
        } else {
          connections.drop(connection);
        }
      }
    }
  }

  private static PeerAddress parse(String address) {
    try {
      return PeerAddress.parse(address);
    } catch (IllegalArgumentException e) {
      throw new PeerUnavailableException(String.valueOf(e.getMessage()), e);
    }
  }

  private PeerConnection connect(PeerAddress node, boolean fresh) throws InterruptedException {
    try {
      return connections.take(node, fresh);
    } catch (IOException e) {
      checkInterrupt();
      throw new PeerUnavailableException(
          "the node at " + node + " cannot be reached: " + e.getMessage(), e);
    }
  }

  /** An interrupt has closed the connection. */
  private static void checkInterrupt() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private PeerAnswer send(PeerConnection connection, String path, byte[] body) throws IOException {
    PeerAddress node = connection.address();
    String head =
        "POST %s%s HTTP/1.1\r\nHost: %s\r\n%s: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(
                node.prefix(),
                path,
                node.authority(),
                ClusterFields.CALL,
                PeerRoutes.signature(secret, path, body),
                body.length);
    byte[] bytes = Bytes.concat(head.getBytes(StandardCharsets.UTF_8), body, body.length);
    connection.timeout(settings.callTimeout());
    connection.write(bytes, 0, bytes.length);
    return PeerAnswer.read(connection, false);
  }

  private static String text(PeerAnswer answer) throws IOException {
    byte[] piece = new byte[PIECE];
    StringBuilder text = new StringBuilder();
    for (int count = answer.read(piece); count >= 0; count = answer.read(piece)) {
      if (text.length() < MAX_ANSWER) {
        text.append(new String(piece, 0, count, StandardCharsets.US_ASCII));
      }
    }
    return text.toString().strip();
  }

  private static String result(PeerAddress node, PeerAnswer answer, String text) {
    if (answer.status() == OK) {
      return text;
    }
    String refused = answer.value(ClusterFields.REFUSED.toString());
    String reason =
        refused.equals(ClusterFields.NOT_LEADER)
            ? " does not lead"
            : answer.status() == NOT_FOUND
                ? " does not accept the cluster secret of this node, or its clock"
                : " answered with status " + answer.status();
    throw new PeerUnavailableException("the node at " + node + reason);
  }

  @Override
  public void close() {
    connections.close();
  }
}
