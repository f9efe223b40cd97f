package durablestreams.adapters.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DirectOutputTest {

  private final Random random = new Random(5);
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private SocketChannel server;
  private SocketChannel client;

  @BeforeEach
  void connect() throws IOException {
    try (ServerSocketChannel listener =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      client = SocketChannel.open(listener.getLocalAddress());
      server = listener.accept();
    }
  }

  @AfterEach
  void disconnect() throws IOException {
    client.close();
    server.close();
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    sent.writeBytes(bytes);
    return bytes;
  }

  private ByteBuffer outside(int count) {
    return ByteBuffer.allocateDirect(count).put(bytes(count)).flip().asReadOnlyBuffer();
  }

  private DirectOutput output() {
    PeerOutput output = new PeerOutput(new Unused(), server, server, new DirectBuffers(1));
    return Objects.requireNonNull(output.direct(), "no buffer");
  }

  /** Reads beside the writes, which wait for it. */
  private CompletableFuture<byte[]> received() {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return Channels.newInputStream(client).readAllBytes();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    });
  }

  @Test
  void arraysAndBuffersArriveInTheirOrder() throws IOException {
    CompletableFuture<byte[]> received = received();
    try (DirectOutput output = output()) {
      for (int i = 0; i < 300; i++) {
        if (random.nextBoolean()) {
          byte[] some = bytes(random.nextInt(3 * DirectBuffers.BYTES / 2));
          output.write(some, 0, some.length);
        } else {
          output.write(outside(random.nextInt(100_000)));
        }
        if (random.nextInt(20) == 0) {
          output.flush();
        }
      }
      output.flush();
    }
    server.close();
    assertThat(received.join()).isEqualTo(sent.toByteArray());
  }

  @Test
  void aPageThatIsLargerThanTheSocketTakesArrivesWhole() throws IOException {
    CompletableFuture<byte[]> received = received();
    try (DirectOutput output = output()) {
      byte[] head = bytes(200);
      output.write(head, 0, head.length);
      for (int i = 0; i < 512; i++) {
        output.write(outside(64 << 10));
      }
      byte[] last = bytes(1);
      output.write(last, 0, 1);
      output.flush();
    }
    server.close();
    assertThat(received.join()).isEqualTo(sent.toByteArray());
  }

  /** What is written past the channel. */
  private static final class Unused implements DataWriter {

    @Override
    public void write(BufferData... buffers) {
      throw new AssertionError("only the channel is written to");
    }

    @Override
    public void write(BufferData buffer) {
      throw new AssertionError("only the channel is written to");
    }

    @Override
    public void writeNow(BufferData... buffers) {
      throw new AssertionError("only the channel is written to");
    }

    @Override
    public void writeNow(BufferData buffer) {
      throw new AssertionError("only the channel is written to");
    }
  }
}
