package durablestreams.benchmarks.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EndpointTest {

  @Test
  void keepsThePathOfTheUrl() {
    Endpoint endpoint = Endpoint.of("http://127.0.0.1:4437/ds/");

    assertThat(endpoint.path("a")).isEqualTo("/ds/a");
    assertThat(endpoint.host()).isEqualTo("127.0.0.1:4437");
    assertThat(endpoint.address().getPort()).isEqualTo(4437);
  }

  @Test
  void hasAPathWhenTheUrlHasNone() {
    assertThat(Endpoint.of("http://localhost:4437").path("a")).isEqualTo("/v1/stream/a");
  }

  @Test
  void staysOnThisMachine() {
    assertThatThrownBy(() -> Endpoint.of("http://192.0.2.1:4437/v1/stream"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not this machine");
  }

  @Test
  void wantsPlainHttp() {
    assertThatThrownBy(() -> Endpoint.of("https://127.0.0.1:4437"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a base URL");
  }
}
