package durablestreams.adapters.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.forwarded.TrustedProxies;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressLimitTest {

  private static final TrustedProxies NO_PROXIES = TrustedProxies.of(List.of());

  private static InetSocketAddress address(String ip) throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName(ip), 1_234);
  }

  @Test
  void countsEachAddress() throws UnknownHostException {
    AddressLimit limit = new AddressLimit(2, NO_PROXIES);
    assertThat(limit.enter(address("192.0.2.1"))).isTrue();
    assertThat(limit.enter(address("192.0.2.1"))).isTrue();
    assertThat(limit.enter(address("192.0.2.1"))).isFalse();
    assertThat(limit.enter(address("192.0.2.2"))).isTrue();
    limit.leave(address("192.0.2.1"));
    assertThat(limit.enter(address("192.0.2.1"))).isTrue();
    assertThat(limit.enter(address("192.0.2.1"))).isFalse();
  }

  @Test
  void countsAnIpv6NetworkAsOne() throws UnknownHostException {
    AddressLimit limit = new AddressLimit(1, NO_PROXIES);
    assertThat(limit.enter(address("2001:db8:0:1::1"))).isTrue();
    assertThat(limit.enter(address("2001:db8:0:1::2"))).isFalse();
    assertThat(limit.enter(address("2001:db8:0:2::1"))).isTrue();
  }

  @Test
  void zeroIsNoLimit() throws UnknownHostException {
    AddressLimit limit = new AddressLimit(0, NO_PROXIES);
    for (int i = 0; i < 100; i++) {
      assertThat(limit.enter(address("192.0.2.1"))).isTrue();
    }
  }

  @Test
  void doesNotCountTrustedProxies() throws UnknownHostException {
    AddressLimit limit = new AddressLimit(1, TrustedProxies.of(List.of("192.0.2.0/24")));
    for (int i = 0; i < 100; i++) {
      assertThat(limit.enter(address("192.0.2.1"))).isTrue();
    }
    limit.leave(address("192.0.2.1"));
    assertThat(limit.enter(address("198.51.100.1"))).isTrue();
    assertThat(limit.enter(address("198.51.100.1"))).isFalse();
  }
}
