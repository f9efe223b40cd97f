package durablestreams.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class HttpUrlTest {

  @Test
  void ipv6AddressesHaveBrackets() {
    assertThat(HttpUrl.of(false, "::1", 4437)).isEqualTo("http://[::1]:4437");
    assertThat(URI.create(HttpUrl.of(true, "::1", 4437)).getPort()).isEqualTo(4437);
    assertThat(HttpUrl.of(true, "localhost", 1)).isEqualTo("https://localhost:1");
  }
}
