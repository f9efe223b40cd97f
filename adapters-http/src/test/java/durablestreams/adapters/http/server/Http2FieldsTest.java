package durablestreams.adapters.http.server;

import static durablestreams.adapters.http.server.Requests.field;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.settings.TlsSettings;
import durablestreams.adapters.http.testing.TestServer;
import durablestreams.application.tls.PemCertificate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that clients choose and that HTTP/2 makes longer than they are, in its answers. */
@Timeout(120)
class Http2FieldsTest {

  private static final String TYPE = "Content-Type";
  private static final String SEQUENCE = "Stream-Seq";
  private static final String LONG_TYPE = "text/plain; a=\"{{{{{{{{{{{{\"";

  private static TestServer server;
  private static HttpClient client;
  private static HttpClient client1;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    PemCertificate certificate = PemCertificate.create(folder, "EC");
    TlsSettings tls = new TlsSettings(certificate.chain(), certificate.key());
    server = TestServer.start(settings -> settings.tls(tls));
    client = client(certificate, HttpClient.Version.HTTP_2);
    client1 = client(certificate, HttpClient.Version.HTTP_1_1);
  }

  private static HttpClient client(PemCertificate certificate, HttpClient.Version version)
      throws Exception {
    return HttpClient.newBuilder().version(version).sslContext(certificate.trust()).build();
  }

  @AfterAll
  static void stop() {
    client.close();
    client1.close();
    server.close();
  }

  private static URI uri(String rawPath) {
    return URI.create("https://127.0.0.1:" + server.port() + "/v1/stream/" + rawPath);
  }

  /** Sends a request over HTTP/2; the fields are names and values in turn. */
  private static HttpResponse<String> send(String method, URI uri, String body, String... fields) {
    HttpResponse<String> response = send(client, method, uri, body, fields);
    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
    return response;
  }

  private static HttpResponse<String> send1(String method, URI uri, String body, String... fields) {
    return send(client1, method, uri, body, fields);
  }

  private static HttpResponse<String> send(
      HttpClient over, String method, URI uri, String body, String... fields) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (fields.length > 0) {
      request.headers(fields);
    }
    try {
      return over.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"~", "!", "(", "'", "@", "$", "+"})
  void theLocationOfANameIsThatOfTheSameStream(String character) {
    String name = character.repeat(200);
    HttpResponse<String> created = send("PUT", uri(name), "hello", TYPE, "text/plain");
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(send("GET", uri(name), "").body()).isEqualTo("hello");
    URI location = URI.create(field(created, "Location"));
    assertThat(location.getRawPath()).startsWith("/v1/stream/%");
    assertThat(send("GET", location, "").body()).isEqualTo("hello");
    HttpResponse<String> again = send1("PUT", uri(name), "", TYPE, "text/plain");
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(field(again, "Location")).isEqualTo(location.toString());
  }

  @Test
  void theLocationIsAsItWasAskedForWhereThatCanBeSent() {
    URI uri = uri("~user/(it's)@home");
    HttpResponse<String> created = send("PUT", uri, "", TYPE, "text/plain");
    assertThat(field(created, "Location")).isEqualTo(uri.toString());
  }

  @Test
  void answersWithoutContentHaveNoLength() {
    URI uri = uri("lengths");
    HttpResponse<String> created = send("PUT", uri, "", TYPE, "text/plain");
    assertThat(field(created, "Content-Length")).isEqualTo("0");
    HttpResponse<String> page = send("GET", uri, "");
    for (HttpResponse<String> answer :
        List.of(
            send("POST", uri, "hello", TYPE, "text/plain"),
            send("HEAD", uri, ""),
            send("HEAD", uri("none"), ""),
            send("GET", uri, "", "If-None-Match", field(send("GET", uri, ""), "ETag")),
            send("OPTIONS", uri, ""),
            send("DELETE", uri, ""))) {
      assertThat(answer.headers().firstValue("Content-Length"))
          .as("%s %s", answer.request().method(), answer.statusCode())
          .isEmpty();
    }
    assertThat(field(page, "Content-Length")).isEqualTo("0");
  }

  @Test
  void aContentTypeThatCannotBeSentIsRefusedOverEitherVersion() {
    URI uri = uri("typed");
    for (HttpResponse<String> refused :
        List.of(send("PUT", uri, "", TYPE, LONG_TYPE), send1("PUT", uri, "", TYPE, LONG_TYPE))) {
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).startsWith("Content-Type: ").contains("use fewer of ! \"");
    }
    assertThat(send("HEAD", uri, "").statusCode()).isEqualTo(404);
  }

  @Test
  void aContentTypeOfSomeLongCharactersIsToldOverEitherVersion() {
    URI uri = uri("within");
    String type = "text/plain; a=\"{{\"";
    assertThat(field(send("PUT", uri, "hello", TYPE, type), TYPE)).isEqualTo(type);
    HttpResponse<String> read = send("GET", uri, "");
    assertThat(read.body()).isEqualTo("hello");
    assertThat(field(read, TYPE)).isEqualTo(type);
    assertThat(field(send("HEAD", uri, ""), TYPE)).isEqualTo(type);
    URI live = URI.create(uri + "?offset=-1&live=long-poll");
    assertThat(field(send("GET", live, ""), TYPE)).isEqualTo(type);
    assertThat(field(send1("GET", uri, ""), TYPE)).isEqualTo(type);
  }

  /** The sequence of the last append is the only value that may be too long by now. */
  @Test
  void anAnswerLeavesOutAFieldThatCannotBeSent() {
    URI uri = uri("sequence");
    assertThat(send1("PUT", uri, "", TYPE, "text/plain").statusCode()).isEqualTo(201);
    String last = "~".repeat(40);
    assertThat(send1("POST", uri, "a", TYPE, "text/plain", SEQUENCE, last).statusCode())
        .isEqualTo(204);
    HttpResponse<String> refused = send("POST", uri, "b", TYPE, "text/plain", SEQUENCE, "a");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains(last);
    assertThat(field(refused, SEQUENCE)).isEmpty();
    assertThat(field(refused, "Cache-Control")).isEqualTo("no-store");
    HttpResponse<String> refused1 = send1("POST", uri, "b", TYPE, "text/plain", SEQUENCE, "a");
    assertThat(refused1.statusCode()).isEqualTo(409);
    assertThat(field(refused1, SEQUENCE)).isEqualTo(last);
    assertThat(send("GET", uri, "").body()).isEqualTo("a");
  }
}
