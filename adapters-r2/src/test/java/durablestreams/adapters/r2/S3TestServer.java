package durablestreams.adapters.r2;

import java.io.IOException;
import java.net.URI;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/**
 * A server that speaks S3, on a free port of 127.0.0.1, with its objects in memory and one bucket.
 *
 * <p>It can be stopped and started again, with its objects, on the same port. As a program it
 * prints one line, {@code s3 <endpoint> <bucket> <access key> <secret key>}, and serves until its
 * standard input ends. Given the name of a host, it expects the bucket in front of that name. Its
 * class path is this module's {@code target/test-classes}, {@code target/classes} and what stands
 * in {@code target/s3-test-server.classpath}, which the build writes: so other modules can run it
 * without its many libraries among their own.
 */
public final class S3TestServer implements AutoCloseable {

  public static final String BUCKET = "segments";
  public static final String ACCESS_KEY = "test-access-key";
  public static final String SECRET_KEY = "test-secret-key";

  private final BlobStore objects = new TransientNio2BlobStore();
  private S3Proxy server;
  private int port;

  private final String host;

  private S3TestServer(String host) {
    this.host = host;
    objects.createContainer(BUCKET);
  }

  /** A server that runs. */
  public static S3TestServer started() {
    S3TestServer server = new S3TestServer("");
    server.start();
    return server;
  }

  /** Starts it again after {@link #stop}. */
  public void start() {
    try {
      S3Proxy.Builder builder =
          S3Proxy.builder()
              .blobStore(objects)
              .endpoint(URI.create("http://127.0.0.1:" + port))
              .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
              // Or a stop waits until clients close the connections that they keep.
              .stopTimeout(0);
      if (!host.isEmpty()) {
        builder.virtualHost(host);
      }
      server = builder.build();
      server.start();
      port = server.getPort();
    } catch (Exception e) {
      throw new IllegalStateException("the S3 server did not start", e);
    }
  }

  /** Ends all connections and takes no more; the objects stay. */
  public void stop() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the S3 server did not stop", e);
    }
  }

  public int port() {
    return port;
  }

  public URI endpoint() {
    return URI.create("http://" + (host.isEmpty() ? "127.0.0.1" : host) + ":" + port);
  }

  /** Settings that reach it. */
  public R2Settings settings() {
    return R2Settings.of(endpoint(), BUCKET, ACCESS_KEY, SECRET_KEY);
  }

  @Override
  public void close() {
    stop();
  }

  public static void main(String[] arguments) throws IOException {
    try (S3TestServer server = new S3TestServer(arguments.length > 0 ? arguments[0] : "")) {
      server.start();
      System.out.println(
          String.join(" ", "s3", server.endpoint().toString(), BUCKET, ACCESS_KEY, SECRET_KEY));
      System.out.flush();
      while (System.in.read() >= 0) {
        // Nothing is expected but the end.
      }
    }
    // The server's libraries leave threads behind that are no daemons.
    System.exit(0);
  }
}
