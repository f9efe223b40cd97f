package durablestreams.conformance.harness;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.UUID;

/** A server that listens somewhere, and the streams on it. */
public record StreamServer(InetSocketAddress address) {
  /** Where streams live: the stream with id {@code x} is at {@code /v1/stream/x}. */
  public static final String STREAMS = "/v1/stream/";

  public static StreamServer at(URI base) {
    int port = base.getPort() < 0 ? 80 : base.getPort();
    return new StreamServer(new InetSocketAddress(base.getHost(), port));
  }

  public URI base() {
    return URI.create("http://" + address.getHostString() + ":" + address.getPort());
  }

  public WireRequest request(String method, String target) {
    return WireRequest.of(address, method, target);
  }

  public WireConnection connect() throws IOException {
    return WireConnection.open(address);
  }

  /**
   * The stream of this raw id: what follows {@link #STREAMS} in the request target, already
   * percent-encoded.
   */
  public TestStream stream(String rawId) {
    return new TestStream(this, STREAMS + rawId);
  }

  /** A stream that nobody has used before. */
  public TestStream unusedStream() {
    return stream("test/" + UUID.randomUUID());
  }
}
