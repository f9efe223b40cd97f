package durablestreams.adapters.http.connection;

import durablestreams.adapters.http.connection.waits.Timeouts;
import durablestreams.adapters.http.forwarded.TrustedProxies;
import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Selector of every connection as it is accepted, before a byte of it is read, so that the watch
 * and the limits hold from the start; its protocol is detected later.
 */
public final class EdgeSelector implements ServerConnectionSelector {

  /** Large answers that are written without a second copy at a time. */
  private static final int DIRECT_BUFFERS = 32;

  private final Protocols protocols;
  private final Router router;
  private final Watchdog watchdog;
  private final Timeouts timeouts;
  private final AcceptedChannels channels;
  private final AddressLimit addresses;
  private final Consumer<String> refusals;
  private final FloodLog floods = new FloodLog();
  private final DirectBuffers buffers = new DirectBuffers(DIRECT_BUFFERS);
  private volatile @Nullable ListenerContext listener;

  /**
   * @param channels where connections are accepted
   * @param maxPerAddress connections that one client address may have; 0 for no limit
   * @param exempt proxies, to which that limit does not apply
   * @param refusals takes the reason of each connection that is refused
   */
  public EdgeSelector(
      Protocols protocols,
      Router router,
      Watchdog watchdog,
      Timeouts timeouts,
      AcceptedChannels channels,
      int maxPerAddress,
      TrustedProxies exempt,
      Consumer<String> refusals) {
    this.refusals = refusals;
    this.channels = channels;
    this.protocols = protocols;
    this.router = router;
    this.watchdog = watchdog;
    this.timeouts = timeouts;
    this.addresses = new AddressLimit(maxPerAddress, exempt);
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
    return Set.of("h2", "http/1.1");
  }

  /**
   * Whether connections are accepted no more: Helidon gives up for good when one cannot be, and
   * says so nowhere. It shuts its executor down, which shows once there was a connection.
   */
  public boolean listenerEnded() {
    ListenerContext known = listener;
    return known != null && known.executor().isShutdown();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    if (listener == null) {
      listener = context.listenerContext();
    }
    SocketChannel channel = channels.take(context.remotePeer().address());
    WatchedConnection connection =
        new WatchedConnection(context, router, timeouts, channel, buffers);
    return new EdgeConnection(connection, protocols, watchdog, addresses, floods, refusals);
  }
}
