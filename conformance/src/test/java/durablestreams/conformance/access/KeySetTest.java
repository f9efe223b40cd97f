package durablestreams.conformance.access;

import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import durablestreams.conformance.harness.Elapsed;
import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.TestStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * {@code AUTH_JWKS_URL}: public keys that an issuer publishes, replaces and sometimes withholds.
 */
class KeySetTest {
  private final ECKey first = key("first");
  private final ECKey second = key("second");
  private volatile String published = "";
  private HttpServer issuer;
  private ServerProcess server;

  @BeforeEach
  void start() throws IOException {
    issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer.createContext(
        "/keys",
        exchange -> {
          byte[] body = published.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(body.length == 0 ? 503 : 200, Math.max(body.length, -1));
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    issuer.start();
    server =
        ServerProcess.start(
            ServerCommand.store("memory")
                .env("AUTH_JWKS_URL", "http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys")
                .env("AUTH_JWT_ISSUER", "https://issuer.example")
                .env("AUTH_JWT_AUDIENCE", "streams"));
  }

  @AfterEach
  void stop() {
    server.close();
    issuer.stop(0);
  }

  private static ECKey key(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String token(ECKey key, String issuer, String audience) throws JOSEException {
    var jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
            new JWTClaimsSet.Builder()
                .subject("ann")
                .issuer(issuer)
                .audience(audience)
                .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(1))))
                .claim("streams", List.of(Map.of("allow", List.of("create"), "on", List.of("**"))))
                .build());
    jwt.sign(new ECDSASigner(key));
    return jwt.serialize();
  }

  private HttpReply create(String token) {
    TestStream stream = server.server().unusedStream();
    return stream.put(TEXT).header("Authorization", "Bearer " + token).send();
  }

  @Test
  void tokensCountAsLongAsTheirKeyIsPublished() throws Exception {
    String good = token(first, "https://issuer.example", "streams");
    // Nothing is known of keys yet, so it is the server's fault and not the token's.
    HttpReply unavailable = create(good).expect(503);
    assertThat(unavailable.required("Retry-After")).matches("[1-9]\\d*");
    assertThat(unavailable.has("WWW-Authenticate")).isFalse();

    published = "{\"keys\":[" + first.toPublicJWK().toJSONString() + "]}";
    Elapsed.until(
        () -> create(good).status() == 201, Duration.ofSeconds(20), "the keys are fetched");
    create(token(first, "https://another.example", "streams")).expect(401);
    create(token(first, "https://issuer.example", "others")).expect(401);

    published = "{\"keys\":[" + second.toPublicJWK().toJSONString() + "]}";
    String next = token(second, "https://issuer.example", "streams");
    Elapsed.until(
        () -> create(next).status() == 201, Duration.ofSeconds(20), "the new key is fetched");
    assertThat(create(good).expect(401).required("WWW-Authenticate")).contains("invalid_token");
  }
}
