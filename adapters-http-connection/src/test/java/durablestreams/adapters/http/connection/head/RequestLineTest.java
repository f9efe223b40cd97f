package durablestreams.adapters.http.connection.head;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestLineTest {

  @ParameterizedTest
  @CsvSource({
    "GET, /a//b/../c, '', /a//b/../c, ''",
    "POST, /a?b=c?d, '', /a, b=c?d",
    "GET, http://h:1/a/b, h:1, /a/b, ''",
    "PUT, HTTPS://h, h, /, ''",
    "GET, http://h?x=1, h, /, x=1",
    "OPTIONS, *, '', *, ''",
    "CONNECT, h:443, '', h:443, ''"
  })
  void aTargetHasOneOfFourForms(
      String method, String target, String authority, String path, String query) {
    String line = method + " " + target + " HTTP/1.1";
    assertThat(RequestLine.parse(line.getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(new RequestLine(method, authority, path, query, false, 1));
  }
}
