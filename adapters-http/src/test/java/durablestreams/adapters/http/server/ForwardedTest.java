package durablestreams.adapters.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.forwarded.ForwardedTrust;
import durablestreams.adapters.http.forwarded.ForwardedTrust.Kind;
import durablestreams.adapters.http.forwarded.TrustedProxies;
import durablestreams.adapters.http.testing.RawClient;
import durablestreams.adapters.http.testing.TestServer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a proxy on this machine says of requests, over real connections. */
class ForwardedTest {

  private static TestServer behind(String proxies) {
    return TestServer.start(settings ->
        settings
            .requestsPerAddress(1)
            .forwarded(new ForwardedTrust(Kind.FORWARDED, TrustedProxies.of(List.of(proxies)))));
  }

  private static Optional<String> location(RawClient client, String name, String forwarded) {
    client.send(
        """
        PUT /v1/stream/%s HTTP/1.1
        Host: inner
        Forwarded: %s
        Content-Length: 0

        """
            .formatted(name, forwarded));
    return client.answer().field("location");
  }

  @Test
  void locationsAndLimitsGoByTheForwardedRequest() {
    try (TestServer server = behind("127.0.0.1");
        RawClient client = new RawClient(server.port())) {
      for (int i = 1; i < 9; i++) {
        String forwarded = "for=192.0.2.%d;proto=https;host=a.example".formatted(i);
        assertThat(location(client, "a" + i, forwarded))
            .contains("https://a.example/v1/stream/a" + i);
      }
    }
  }

  @Test
  void aMalformedFieldIsIgnored() {
    try (TestServer server = behind("127.0.0.1");
        RawClient client = new RawClient(server.port())) {
      assertThat(location(client, "a", "for=\"broken;proto=https"))
          .contains("http://inner/v1/stream/a");
    }
  }

  @Test
  void otherAddressesAreNotBelieved() {
    try (TestServer server = behind("192.0.2.0/24");
        RawClient client = new RawClient(server.port())) {
      assertThat(location(client, "a", "for=192.0.2.1;proto=https;host=evil.example"))
          .contains("http://inner/v1/stream/a");
    }
  }
}
