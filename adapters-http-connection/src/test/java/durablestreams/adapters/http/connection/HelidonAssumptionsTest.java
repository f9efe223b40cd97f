package durablestreams.adapters.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behaviour of Helidon that {@code docs/helidon.md} lists and no test of the server shows. */
@Timeout(60)
class HelidonAssumptionsTest {

  private static final SocketOptions OPTIONS = SocketOptions.builder().build();

  /** Takes every connection, and closes it without a read. */
  private static final class Selector implements ServerConnectionSelector {
    private final BlockingQueue<Optional<SocketChannel>> channels = new LinkedBlockingQueue<>();
    private final BlockingQueue<ListenerContext> listeners = new LinkedBlockingQueue<>();
    private final AcceptedChannels accepted;

    Selector(AcceptedChannels accepted) {
      this.accepted = accepted;
    }

    @Override
    public int bytesToIdentifyConnection() {
      return 0;
    }

    @Override
    public Support supports(BufferData data) {
      return Support.SUPPORTED;
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
      return Set.of();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
      channels.add(Optional.ofNullable(accepted.take(context.remotePeer().address())));
      listeners.add(context.listenerContext());
      return new Silent();
    }
  }

  private static final class Silent implements ServerConnection {
    @Override
    public void handle(Limit limit) {
      // The connection ends with this.
    }

    @Override
    public Duration idleTime() {
      return Duration.ZERO;
    }

    @Override
    public void close(boolean interrupt) {
      // It has ended.
    }
  }

  private static WebServer start(Selector selector, boolean nio) {
    WebServerConfig.Builder builder = WebServer.builder();
    return builder
        .host("localhost")
        .port(0)
        .shutdownHook(false)
        .featuresDiscoverServices(false)
        .protocolsDiscoverServices(false)
        .addConnectionSelector(selector)
        .connectionOptions(selector.accepted)
        .useNio(nio)
        .build()
        .start();
  }

  private static void connect(WebServer server) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getInputStream().read(); // until the server closes
    }
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(30, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theOptionsOfAConnectionSeeItsChannelBeforeItsSelectorIsAsked(boolean nio) throws Exception {
    Selector selector = new Selector(new AcceptedChannels(OPTIONS));
    WebServer server = start(selector, nio);
    try {
      connect(server);
      assertThat(next(selector.channels)).isPresent();
    } finally {
      server.stop();
    }
  }

  @Test
  void aListenerThatGivesUpShutsItsExecutorDown() throws Exception {
    AtomicInteger configured = new AtomicInteger();
    SocketOptions failing =
        (SocketOptions)
            Proxy.newProxyInstance(
                SocketOptions.class.getClassLoader(),
                new Class<?>[] {SocketOptions.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("configureSocket")
                      && configured.incrementAndGet() > 1) {
                    throw new AssertionError("a connection that cannot be accepted");
                  }
                  return method.invoke(OPTIONS, arguments);
                });
    Selector selector = new Selector(new AcceptedChannels(failing));
    WebServer server = start(selector, false);
    try {
      connect(server);
      ListenerContext listener = next(selector.listeners);
      assertThat(listener.executor().isShutdown()).isFalse();
      try (Socket refused = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        assertThat(refused.isConnected()).isTrue();
        assertThat(listener.executor().awaitTermination(30, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(listener.executor().isShutdown()).isTrue();
    } finally {
      server.stop();
    }
  }
}
