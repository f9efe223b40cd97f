package durablestreams.adapters.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.forwarded.ForwardedView;
import durablestreams.adapters.http.headers.RequestFields;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class RequestTargetTest {

  private static RequestFields fields(String... namesAndValues) {
    WritableHeaders<?> headers = WritableHeaders.create();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(
          HeaderValues.create(HeaderNames.create(namesAndValues[i]), namesAndValues[i + 1]));
    }
    return new RequestFields(headers);
  }

  @Test
  void theOriginIsTheHostTheClientNamed() {
    assertThat(RequestTarget.origin(fields("Host", "a.example:81"), false, null))
        .isEqualTo("http://a.example:81");
    assertThat(RequestTarget.origin(fields("Host", "[::1]:81"), true, null))
        .isEqualTo("https://[::1]:81");
    assertThat(RequestTarget.origin(fields("Host", "a/b"), false, null)).isNull();
    assertThat(RequestTarget.origin(fields(), false, null)).isNull();
  }

  @Test
  void whatTrustedProxiesSayCounts() throws UnknownHostException {
    InetAddress client = InetAddress.getByName("192.0.2.1");
    RequestFields inner = fields("Host", "inner");
    assertThat(
            RequestTarget.origin(
                inner, false, new ForwardedView(client, "https", "outer.example", false)))
        .isEqualTo("https://outer.example");
    assertThat(RequestTarget.origin(inner, true, new ForwardedView(client, null, null, false)))
        .isEqualTo("https://inner");
  }
}
