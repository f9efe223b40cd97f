package durablestreams.conformance.access;

import static durablestreams.conformance.harness.TestStream.TEXT;

import durablestreams.conformance.access.AccessTable.Scene;
import durablestreams.conformance.access.Endpoint.Place;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code AUTH=policy} with JWTs and a policy file: every endpoint with every kind of credentials.
 * The streams are tenant-a's; the server is in shared mode, which matters only to what everyone may
 * read.
 */
class PolicyAccessTest {
  private static final String TABLE =
      """
                       none  forged  expired  other tenant  read-only  right  by file  machine
      PUT new          401   401     401      403           403        201    201      201
      PUT existing     401   401     401      403           403        200    200      200
      PUT fork         401   401     401      403           403        201    201      403
      POST             401   401     401      403           403        204    204      204
      POST close       401   401     401      403           403        204    204      204
      GET              401   401     401      403           200        200    200      403
      GET offset=-1    401   401     401      403           200        200    200      403
      GET known        401   401     401      403           304        304    304      403
      GET offset=now   401   401     401      403           200        200    200      403
      GET long-poll    401   401     401      403           200        200    200      403
      GET sse          401   401     401      403           200        200    200      403
      HEAD             401   401     401      403           200        200    200      403
      DELETE           401   401     401      403           403        204    204      403
      OPTIONS          204   204     204      204           204        204    204      204
      PATCH            405   405     405      405           405        405    405      405
      GET missing      401   401     401      403           404        404    404      403
      GET public       200   401     401      200           200        200    200      200
      POST public      401   401     401      403           403        403    204      403
      GET registry     401   401     401      403           403        403    200      403
      HEAD registry    401   401     401      403           403        403    200      403
      PUT registry     405   405     405      405           405        405    405      405
      POST registry    405   405     405      405           405        405    405      405
      DELETE registry  405   405     405      405           405        405    405      405
      GET __ds         401   401     401      403           403        403    404      403
      POST __ds claim  401   401     401      403           403        403    404      403
      GET /health      200   200     200      200           200        200    200      200
      POST /health     405   405     405      405           405        405    405      405
      GET /status      401   401     401      403           403        403    200      403
      GET /elsewhere   404   404     404      404           404        404    404      404
      """;

  private static final String OPERATOR = "an-operators-token-that-the-file-has-a-hash-of";
  private static final String MACHINE = "the-token-of-a-machine-that-only-writes";

  private static final String FILE =
      """
      {
        "everyone": [{"allow": ["read"], "on": ["public/**"]}],
        "tokens": [
          {"name": "operator", "sha256": "%s",
           "streams": [
             {"allow": ["read", "append", "create", "delete", "subscribe", "claim"], "on": ["**"]}]},
          {"name": "machine", "tenant": "tenant-a", "sha256": "%s", "expires": "2100-01-01T00:00:00Z",
           "streams": [{"allow": ["append", "create"], "on": ["tenant-a/**"]}]}
        ],
        "jwt": [
          {"when": {"role": "owner"},
           "streams": [{"allow": ["read", "append", "create", "delete"], "on": ["{tenant}/**"]}]}
        ]
      }
      """;

  @TempDir static Path folder;

  private static ServerProcess server;

  @BeforeAll
  static void start() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("policy.json"),
            FILE.formatted(Tokens.sha256(OPERATOR), Tokens.sha256(MACHINE)));
    server =
        ServerProcess.start(
            ServerCommand.store("memory")
                .with("--auth=policy", "--cache-mode=shared", "--auth-policy-file=" + file)
                .env("AUTH_JWT_SECRET", Tokens.SECRET));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @TestFactory
  Stream<DynamicTest> everyEndpointWithEveryKindOfCredentials() {
    String everything = "read append create delete";
    Map<String, String> tokens =
        Map.of(
            "forged", Tokens.forged(Tokens.grant("tenant-a", everything, "**")),
            // Longer ago than clocks may differ.
            "expired",
                Tokens.jwt(Tokens.grant("tenant-a", everything, "**"), Duration.ofSeconds(-60)),
            "other tenant", Tokens.granting("tenant-b", everything, "tenant-b/**"),
            "read-only", Tokens.granting("tenant-a", "read", "tenant-a/**"),
            "right",
                Tokens.jwt(
                    "\"sub\":\"ann\",\"tenant\":\"tenant-a\",\"role\":\"owner\"",
                    Duration.ofHours(1)),
            "by file", OPERATOR,
            "machine", MACHINE);
    return AccessTable.parse(TABLE, Endpoint.READ_PUBLIC).tests(() -> new Scene(place(), tokens));
  }

  private static Place place() {
    String id = UUID.randomUUID().toString();
    return new Place(
        filled("tenant-a/" + id),
        server.server().stream("tenant-a/absent/" + id),
        filled("public/" + id));
  }

  private static TestStream filled(String id) {
    TestStream stream = server.server().stream(id);
    stream
        .put(TEXT)
        .header("Authorization", "Bearer " + OPERATOR)
        .body(Place.CONTENT)
        .send()
        .expect(201);
    return stream;
  }
}
