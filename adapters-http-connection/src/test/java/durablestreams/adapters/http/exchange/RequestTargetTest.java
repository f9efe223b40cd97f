package durablestreams.adapters.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.headers.RequestFields;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;
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
    assertThat(RequestTarget.origin(fields("Host", "a.example:81"), false, false))
        .isEqualTo("http://a.example:81");
    assertThat(RequestTarget.origin(fields("Host", "[::1]:81"), true, false))
        .isEqualTo("https://[::1]:81");
    assertThat(RequestTarget.origin(fields("Host", "a/b"), false, false)).isNull();
    assertThat(RequestTarget.origin(fields(), false, false)).isNull();
  }

  @Test
  void forwardedFieldsCountOnlyWhenTrusted() {
    RequestFields forwarded =
        fields(
            "Host", "inner",
            "X-Forwarded-Host", "outer.example, proxy",
            "X-Forwarded-Proto", "https");
    assertThat(RequestTarget.origin(forwarded, false, false)).isEqualTo("http://inner");
    assertThat(RequestTarget.origin(forwarded, false, true)).isEqualTo("https://outer.example");
    assertThat(
            RequestTarget.origin(
                fields("Host", "inner", "X-Forwarded-Proto", "gopher"), false, true))
        .isEqualTo("http://inner");
  }
}
