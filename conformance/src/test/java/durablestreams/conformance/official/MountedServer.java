package durablestreams.conformance.official;

import durablestreams.adapters.webhook.HostResolver;
import durablestreams.adapters.webhook.HttpWebhookSender;
import durablestreams.adapters.webhook.WebhookSettings;
import durablestreams.server.DurableStreams;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;

/**
 * Application on Helidon in this process, with streams in memory mounted beside a route of its own.
 */
public final class MountedServer implements AutoCloseable {

  private final DurableStreams streams;
  private final WebServer application;
  private final URI url;

  private MountedServer(DurableStreams streams, WebServer application, URI url) {
    this.streams = streams;
    this.application = application;
    this.url = url;
  }

  /** A server that takes webhooks on the loopback interface, as the suite needs them. */
  public static MountedServer start(Duration longPoll) throws IOException {
    URI url = URI.create("http://127.0.0.1:" + freePort());
    DurableStreams streams =
        DurableStreams.builder()
            .publicUrl(url.resolve("/v1/stream"))
            .http(http -> http.longPollTimeout(longPoll))
            .webhooks(
                new HttpWebhookSender(
                    new WebhookSettings(true, Set.of()),
                    HostResolver.system(),
                    SSLSocketFactory::getDefault))
            .start();
    WebServer application =
        WebServer.builder()
            .host(url.getHost())
            .port(url.getPort())
            .shutdownHook(false)
            .routing(routing ->
                routing
                    .get("/hello", (request, response) -> response.send("hello"))
                    .addFeature(streams.mountedAt("/v1/stream")))
            .build()
            .start();
    return new MountedServer(streams, application, url);
  }

  /** The public URL is asked for before there is a listener. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The root of the application. */
  public URI url() {
    return url;
  }

  @Override
  public void close() {
    streams.close();
    application.stop();
  }
}
