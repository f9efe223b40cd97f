package durablestreams.adapters.http.connection;

import io.helidon.common.socket.SocketOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The options of accepted connections, which also remember the channel of each until its protocol
 * takes it.
 *
 * <p>Helidon's sockets only block. A channel can do more, and this is where Helidon shows it.
 */
public final class AcceptedChannels implements SocketOptions {

  private final SocketOptions options;
  private final Map<SocketAddress, SocketChannel> channels = new ConcurrentHashMap<>();

  public AcceptedChannels(SocketOptions options) {
    this.options = options;
  }

  @Override
  public void configureSocket(SocketChannel channel) {
    options.configureSocket(channel);
    try {
      channels.put(channel.getRemoteAddress(), channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The channel of a connection, once. */
  @Nullable SocketChannel take(SocketAddress remote) {
    return channels.remove(remote);
  }

  /** Forgets channels that were closed before they were taken. */
  public void forgetClosed() {
    channels.values().removeIf(channel -> !channel.isOpen());
  }

  @Override
  public Map<SocketOption<?>, Object> socketOptions() {
    return options.socketOptions();
  }

  @Override
  public Duration connectTimeout() {
    return options.connectTimeout();
  }

  @Override
  public Duration readTimeout() {
    return options.readTimeout();
  }

  @Override
  public Optional<Integer> socketReceiveBufferSize() {
    return options.socketReceiveBufferSize();
  }

  @Override
  public Optional<Integer> socketSendBufferSize() {
    return options.socketSendBufferSize();
  }

  @Override
  public boolean socketReuseAddress() {
    return options.socketReuseAddress();
  }

  @Override
  public boolean socketKeepAlive() {
    return options.socketKeepAlive();
  }

  @Override
  public boolean tcpNoDelay() {
    return options.tcpNoDelay();
  }
}
