package durablestreams.conformance.cold;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.crash.Client;
import durablestreams.conformance.crash.ClientCrowd;
import durablestreams.conformance.crash.FamilyTree;
import durablestreams.conformance.crash.Seeds;
import durablestreams.conformance.harness.CuttableLink;
import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.S3Process;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.TestStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * An archive that is down costs disk and not availability: writes and reads of hot data go on, the
 * status tells, and the backlog drains by itself when it is back.
 */
class ArchiveOutageTest {
  private static final int CLIENTS = 4;
  private static final int CHANGES = 300;

  private final long seed = Seeds.next("archive outage");

  @Test
  void aBucketThatCannotBeReached() throws Exception {
    try (S3Process s3 = S3Process.start();
        CuttableLink link = linkTo(s3)) {
      ServerCommand command =
          s3.archiveOf(ColdServer.rotating()).env("R2_ENDPOINT", "http://127.0.0.1:" + link.port());
      try (ColdServer server = ColdServer.start(command)) {
        ClientCrowd before = crowd(server, "before");
        TestStream cold = archived(server);

        link.cut();
        Client client = new Client(server.process().server(), "family");
        ClientCrowd during = goesOn(server, client);
        HttpReply refused = cold.from("-1").send();
        assertThat(refused.status()).as(refused::toString).isEqualTo(503);
        assertThat(cold.tail()).isNotEmpty();
        server.process().kill9();
        server.process().restart();
        client.check();
        during.checkAll();
        server.await("the status tells again", () -> !server.status().archiveProblem().isEmpty());

        link.mend();
        server.await("the backlog is gone", () -> server.status().atRest());
        before.checkAll();
        during.checkAll();
        client.check();
        assertThat(cold.from("-1").send().expect(200).text()).isEqualTo("cold");
        server.stopAndVerify(command);
      }
    }
  }

  @Test
  void aFolderThatCannotBeWritten() throws Exception {
    ServerCommand command = ColdServer.rotating();
    try (ColdServer server = ColdServer.start(command)) {
      ClientCrowd before = crowd(server, "before");
      TestStream cold = archived(server);
      // Root may write wherever it likes, so the place for new files has to go.
      Path uploads = server.archive().resolve(".uploads");
      Path away = server.archive().resolve(".uploads-away");

      Files.move(uploads, away);
      Client client = new Client(server.process().server(), "family");
      ClientCrowd during = goesOn(server, client);
      assertThat(cold.from("-1").send().expect(200).text()).isEqualTo("cold");

      Files.move(away, uploads);
      server.settle();
      before.checkAll();
      during.checkAll();
      client.check();
      server.stopAndVerify(command);
    }
  }

  private static CuttableLink linkTo(S3Process s3) throws Exception {
    URI endpoint = URI.create(s3.archiveOf(ColdServer.rotating()).environment().get("R2_ENDPOINT"));
    return CuttableLink.to(new InetSocketAddress(endpoint.getHost(), endpoint.getPort()));
  }

  /** A stream that is in the archive alone, and that nobody has read from there. */
  private static TestStream archived(ColdServer server) {
    TestStream cold = server.process().server().unusedStream();
    cold.put(TestStream.TEXT).body("cold").send().expect(201);
    cold.close().send().expect(204);
    server.await("all is in the archive", () -> server.status().atRest());
    return cold;
  }

  private ClientCrowd crowd(ColdServer server, String name) throws Exception {
    var crowd = new ClientCrowd(server.process(), name, CLIENTS, seed);
    assertThat(crowd.change(CHANGES)).isGreaterThanOrEqualTo(CHANGES);
    return crowd;
  }

  /** Writes during the outage, and reads what was written; gives some of those who wrote. */
  private ClientCrowd goesOn(ColdServer server, Client client) throws Exception {
    FamilyTree tree = new FamilyTree(client);
    assertThat(client.outlives(tree::plant)).isTrue();
    server.await("the status tells", () -> !server.status().archiveProblem().isEmpty());
    long waiting = server.status().pendingSegments();
    assertThat(waiting).isPositive();
    ClientCrowd during = crowd(server, "during");
    during.checkAll();
    assertThat(client.outlives(tree::grow)).isTrue();
    client.check();
    assertThat(server.status().pendingSegments()).isGreaterThan(waiting);
    assertThat(server.status().archiveProblem()).isNotEmpty();
    return during;
  }
}
