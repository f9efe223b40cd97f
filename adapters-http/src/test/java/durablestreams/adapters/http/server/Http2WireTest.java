package durablestreams.adapters.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.http.testing.RawHttp2Client;
import durablestreams.adapters.http.testing.TestServer;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of HTTP/2 that {@code docs/wire.md} lists. */
@Timeout(120)
class Http2WireTest {

  private static final int WINDOW = 64 << 20;
  private static final String LARGE = "/v1/stream/large";

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    try (Requests http = new Requests(server)) {
      http.create("large", "text/plain");
      http.append("large", "text/plain", "x".repeat(500_000));
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static byte[] settings(int... idsAndValues) {
    ByteBuffer payload = ByteBuffer.allocate(idsAndValues.length * 3);
    for (int i = 0; i < idsAndValues.length; i += 2) {
      payload.putShort((short) idsAndValues[i]).putInt(idsAndValues[i + 1]);
    }
    return payload.array();
  }

  private static int read(RawHttp2Client client, String path) {
    int stream = client.request("GET", path);
    int bytes = 0;
    while (bytes < 500_000) {
      bytes += client.await(RawHttp2Client.DATA, stream).payload().length;
    }
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {0x8, 0x9, 0x10, 0x7, 0x4_02, 0xfa_fa, 0xff_ff, 0})
  void unknownSettingsAreIgnoredInAnyOrder(int unknown) {
    byte[][] orders = {
      settings(unknown, 1, 4, WINDOW),
      settings(4, WINDOW, unknown, 1),
      settings(unknown, -1, 4, WINDOW, unknown, 0x40004)
    };
    for (byte[] payload : orders) {
      try (RawHttp2Client client = new RawHttp2Client(server.port())) {
        client.send(RawHttp2Client.SETTINGS, 0, 0, payload);
        client.send(8, 0, 0, ByteBuffer.allocate(4).putInt(WINDOW).array());
        assertThat(read(client, LARGE)).isEqualTo(500_000);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {RawHttp2Client.PING, RawHttp2Client.SETTINGS})
  void floodsEndTheConnection(int type) {
    try (RawHttp2Client client = new RawHttp2Client(server.port())) {
      byte[] payload = new byte[type == RawHttp2Client.PING ? 8 : 0];
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 100_000; i++) {
                  client.send(type, 0, 0, payload);
                }
                client.await(RawHttp2Client.RST_STREAM, 1);
              })
          .isInstanceOf(UncheckedIOException.class);
    }
  }

  @Test
  void resetsOfWorkEndTheConnection() {
    try (RawHttp2Client client = new RawHttp2Client(server.port())) {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 100_000; i++) {
                  client.reset(client.open("POST", LARGE));
                }
                client.await(RawHttp2Client.PING, 0);
              })
          .isInstanceOf(UncheckedIOException.class);
    }
  }
}
