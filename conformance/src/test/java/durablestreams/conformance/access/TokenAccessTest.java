package durablestreams.conformance.access;

import static durablestreams.conformance.harness.TestStream.TEXT;

import durablestreams.conformance.access.AccessTable.Scene;
import durablestreams.conformance.access.Endpoint.Place;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.Tokens;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * {@code AUTH_TOKEN} and {@code READ_JWT_SECRET}: every endpoint with every kind of credentials.
 * The streams belong to a session; the server is in shared mode, which must not matter.
 */
class TokenAccessTest {
  private static final String TABLE =
      """
                       none  forged  expired  other session  session  writer
      PUT new          401   401     401      401            401      201
      PUT existing     401   401     401      401            401      200
      PUT fork         401   401     401      401            401      201
      POST             401   401     401      401            401      204
      POST close       401   401     401      401            401      204
      GET              401   401     401      403            200      401
      GET offset=-1    401   401     401      403            200      401
      GET known        401   401     401      403            304      401
      GET offset=now   401   401     401      403            200      401
      GET long-poll    401   401     401      403            200      401
      GET sse          401   401     401      403            200      401
      HEAD             401   401     401      403            200      401
      DELETE           401   401     401      401            401      204
      OPTIONS          204   204     204      204            204      204
      PATCH            405   405     405      405            405      405
      GET missing      401   401     401      404            404      401
      GET public       401   401     401      200            200      401
      POST public      401   401     401      401            401      204
      GET registry     401   401     401      200            200      401
      HEAD registry    401   401     401      200            200      401
      PUT registry     405   405     405      405            405      405
      POST registry    405   405     405      405            405      405
      DELETE registry  405   405     405      405            405      405
      GET __ds         401   401     401      401            401      404
      POST __ds claim  401   401     401      401            401      404
      GET /health      200   200     200      200            200      200
      POST /health     405   405     405      405            405      405
      GET /status      401   401     401      200            200      401
      GET /elsewhere   404   404     404      404            404      404
      """;

  private static final String WRITER = "the-one-token-of-all-writers";

  private static ServerProcess server;

  @BeforeAll
  static void start() {
    server =
        ServerProcess.start(
            ServerCommand.store("memory")
                .env("CACHE_MODE", "shared")
                .env("AUTH_TOKEN", WRITER)
                .env("READ_JWT_SECRET", Tokens.SECRET));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @TestFactory
  Stream<DynamicTest> everyEndpointWithEveryKindOfCredentials() {
    return AccessTable.parse(TABLE).tests(TokenAccessTest::scene);
  }

  /** A stream of a new session, two that belong to none, and the tokens of that session. */
  private static Scene scene() {
    String session = UUID.randomUUID().toString();
    String claims = "\"session_id\":\"" + session + "\"";
    var place =
        new Place(
            filled(server.server().stream("session:" + session)),
            server.server().unusedStream(),
            filled(server.server().unusedStream()));
    Map<String, String> tokens =
        Map.of(
            "forged", Tokens.forged(claims),
            "expired", Tokens.jwt(claims, Duration.ofSeconds(-1)),
            "other session", Tokens.jwt("\"session_id\":\"another\"", Duration.ofHours(1)),
            "session", Tokens.jwt(claims, Duration.ofHours(1)),
            "writer", WRITER);
    return new Scene(place, tokens);
  }

  private static TestStream filled(TestStream stream) {
    stream
        .put(TEXT)
        .header("Authorization", "Bearer " + WRITER)
        .body(Place.CONTENT)
        .send()
        .expect(201);
    return stream;
  }
}
