package durablestreams.adapters.http.forwarded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {

  private static boolean contains(String networks, String address) {
    return TrustedProxies.of(List.of(networks.split(","))).contains(InetAddress.ofLiteral(address));
  }

  @Test
  void addressesAndNetworksAreContained() {
    assertThat(contains("192.0.2.1", "192.0.2.1")).isTrue();
    assertThat(contains("192.0.2.1", "192.0.2.2")).isFalse();
    assertThat(contains("10.0.0.0/8", "10.255.1.2")).isTrue();
    assertThat(contains("10.0.0.0/8", "11.0.0.1")).isFalse();
    assertThat(contains("172.16.0.0/12", "172.31.255.255")).isTrue();
    assertThat(contains("172.16.0.0/12", "172.32.0.0")).isFalse();
    assertThat(contains("0.0.0.0/0", "203.0.113.9")).isTrue();
    assertThat(contains("0.0.0.0/0", "2001:db8::1")).isFalse();
    assertThat(contains("fd00::/8", "fdff::1")).isTrue();
    assertThat(contains("fd00::/8", "fe00::1")).isFalse();
    assertThat(contains("192.0.2.1,::1", "::1")).isTrue();
    assertThat(contains("192.0.2.1/31", "192.0.2.0")).isTrue();
  }

  @Test
  void anIpv4AddressInIpv6IsTheIpv4Address() {
    assertThat(contains("10.0.0.0/8", "::ffff:10.1.2.3")).isTrue();
    assertThat(contains("::ffff:10.1.2.3", "10.1.2.3")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "proxy.example",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "10.0.0",
        "127.1",
        "010.0.0.1",
        "256.0.0.1",
        "::1/129",
        "fe80::1%eth0",
        "[::1]",
        "10.0.0.1:80",
        "/8",
        "1.2.3.4/8/8"
      })
  void whatIsNeitherIsRefused(String text) {
    assertThatThrownBy(() -> TrustedProxies.of(List.of(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("10.0.0.0/8");
  }
}
