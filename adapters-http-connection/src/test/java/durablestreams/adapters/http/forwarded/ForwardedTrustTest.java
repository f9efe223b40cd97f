package durablestreams.adapters.http.forwarded;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.forwarded.ForwardedTrust.Kind;
import durablestreams.adapters.http.headers.RequestFields;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;
import java.net.InetAddress;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedTrustTest {

  private static final String PROXY = "10.0.0.1";
  private static final TrustedProxies PROXIES =
      TrustedProxies.of(List.of("10.0.0.0/8", "fd00::/8"));

  private static RequestFields fields(String... namesAndValues) {
    WritableHeaders<?> headers = WritableHeaders.create();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(
          HeaderValues.create(HeaderNames.create(namesAndValues[i]), namesAndValues[i + 1]));
    }
    return new RequestFields(headers);
  }

  private static ForwardedView view(Kind kind, String peer, String... namesAndValues) {
    return new ForwardedTrust(kind, PROXIES)
        .view(InetAddress.ofLiteral(peer), fields(namesAndValues));
  }

  private static ForwardedView forwarded(String... lines) {
    String[] fields = new String[lines.length * 2];
    for (int i = 0; i < lines.length; i++) {
      fields[2 * i] = "Forwarded";
      fields[2 * i + 1] = lines[i];
    }
    return view(Kind.FORWARDED, PROXY, fields);
  }

  private static ForwardedView xForwarded(String... namesAndValues) {
    return view(Kind.X_FORWARDED, PROXY, namesAndValues);
  }

  private static void assertView(
      ForwardedView view, String client, String scheme, String host, boolean malformed) {
    assertThat(view)
        .isEqualTo(new ForwardedView(InetAddress.ofLiteral(client), scheme, host, malformed));
  }

  @Test
  void aTrustedProxyTellsTheClient() {
    assertView(
        forwarded("for=192.0.2.60;proto=https;host=streams.example"),
        "192.0.2.60",
        "https",
        "streams.example",
        false);
    assertView(
        xForwarded(
            "X-Forwarded-For", "192.0.2.60",
            "X-Forwarded-Proto", "https",
            "X-Forwarded-Host", "streams.example:8443"),
        "192.0.2.60",
        "https",
        "streams.example:8443",
        false);
  }

  @Test
  void otherPeersTellNothing() {
    String[] both = {"Forwarded", "for=1.1.1.1;proto=https", "X-Forwarded-For", "1.1.1.1"};
    assertView(view(Kind.FORWARDED, "192.0.2.1", both), "192.0.2.1", null, null, false);
    assertView(view(Kind.X_FORWARDED, "192.0.2.1", both), "192.0.2.1", null, null, false);
    assertView(view(Kind.NONE, PROXY, both), PROXY, null, null, false);
  }

  @Test
  void theKindOfFieldThatTheProxyDoesNotSetIsNotRead() {
    assertView(view(Kind.FORWARDED, PROXY, "X-Forwarded-For", "1.1.1.1"), PROXY, null, null, false);
    assertView(view(Kind.X_FORWARDED, PROXY, "Forwarded", "for=1.1.1.1"), PROXY, null, null, false);
  }

  @Test
  void addressesAreTakenFromTheRightUpToTheFirstThatIsNotTrusted() {
    assertView(
        forwarded(
            "for=1.1.1.1;host=evil.example, for=192.0.2.60;proto=https;host=a.example",
            "for=10.0.0.3;proto=http"),
        "192.0.2.60",
        "https",
        "a.example",
        false);
    assertView(
        xForwarded(
            "X-Forwarded-For", "1.1.1.1, 192.0.2.60, 10.0.0.3",
            "X-Forwarded-Proto", "gopher, https, http",
            "X-Forwarded-Host", "evil.example, a.example, inner"),
        "192.0.2.60",
        "https",
        "a.example",
        false);
  }

  @Test
  void aProxyThatKeepsTheClientToItselfEndsTheWalk() {
    assertView(forwarded("for=1.1.1.1, for=unknown;proto=https"), PROXY, "https", null, false);
    assertView(forwarded("for=\"_gazonk\""), PROXY, null, null, false);
    assertView(xForwarded("X-Forwarded-For", "1.1.1.1, unknown"), PROXY, null, null, false);
    assertView(forwarded("proto=https"), PROXY, "https", null, false);
  }

  @Test
  void schemeAndHostNeedNoAddress() {
    assertView(xForwarded("X-Forwarded-Proto", "HTTPS"), PROXY, "https", null, false);
    assertView(xForwarded("X-Forwarded-Host", "a.example"), PROXY, null, "a.example", false);
  }

  @Test
  void portsAndIpv6AddressesAreUnderstood() {
    assertView(forwarded("For=\"[2001:db8::17]:4711\""), "2001:db8::17", null, null, false);
    assertView(forwarded("for=\"192.0.2.1:_p\""), "192.0.2.1", null, null, false);
    assertView(xForwarded("X-Forwarded-For", "2001:db8::17"), "2001:db8::17", null, null, false);
    assertView(xForwarded("X-Forwarded-For", "192.0.2.1:80"), "192.0.2.1", null, null, false);
    assertView(xForwarded("X-Forwarded-For", "[2001:db8::1]"), "2001:db8::1", null, null, false);
  }

  @Test
  void syntaxOfTheStandardIsUnderstood() {
    assertView(
        forwarded(", for=192.0.2.1 ; by=203.0.113.43;secret=\"a,b;\\\"c\" ;; PROTO=http ,"),
        "192.0.2.1",
        "http",
        null,
        false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "for=\"192.0.2.1",
        "for=\"192.0.2.1\\",
        "for",
        "for=",
        "=192.0.2.1",
        "for = 192.0.2.1",
        "for=192.0.2.1;for=192.0.2.2",
        "for=192.0.2.1 for=192.0.2.2",
        "for=2001:db8::1",
        "for=\"2001:db8::1]\"",
        "for=\"[2001:db8::1\"",
        "for=\"[192.0.2.1]\"",
        "for=192.0.2",
        "for=192.0.2.1:99999999",
        "for=host.example",
        "for=192.0.2.1;proto=gopher",
        "for=192.0.2.1;host=\"a b\"",
        "for=192.0.2.1;host=\"a/b\"",
        "\u00e9"
      })
  void aMalformedLineIsIgnoredAndSaysSo(String line) {
    assertView(forwarded("for=10.0.0.2", line), PROXY, null, null, true);
    assertView(forwarded(line, "for=10.0.0.2;proto=https"), "10.0.0.2", "https", null, true);
    assertView(forwarded(line, "for=192.0.2.7"), "192.0.2.7", null, null, false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "1.2.3", "1.2.3.4.5", "-", "%", "\"192.0.2.1\"", "1.2.3.4, "})
  void aMalformedAddressEndsTheWalk(String list) {
    assertView(xForwarded("X-Forwarded-For", list), PROXY, null, null, true);
  }

  @Test
  void malformedSchemesAndHostsAreIgnored() {
    assertView(xForwarded("X-Forwarded-Proto", "gopher"), PROXY, null, null, true);
    assertView(xForwarded("X-Forwarded-Host", "a b"), PROXY, null, null, true);
  }

  @Test
  void noFieldMakesItFail() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    String alphabet = "for=proto;host,\"\\ [:]1290._-unknow\t\u00e9\ufffd";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(40); i >= 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThat(forwarded("for=10.0.0.2", text.toString()).client()).isNotNull();
      assertThat(xForwarded("X-Forwarded-For", text.toString()).client()).isNotNull();
    }
  }
}
