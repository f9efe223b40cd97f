package durablestreams.conformance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A look into the data folder of a server that does not run. */
class InspectTest {
  private static final ServerCommand SERVER =
      ServerCommand.store("sqlite").with("--segment-max-messages=3", "--upload-delay=0s");

  @Test
  void showsWhatIsThereAfterAKillAndAfterAStop() {
    try (ServerProcess server = ServerProcess.start(SERVER)) {
      Ds ds = Ds.at(server);
      ds.run("create", "a", "-t", "json").ok();
      ds.run("append", "a", "-d", "1 2 3 4 5").ok();
      ds.run("create", "b/ö", "-t", "text", "--ttl=1h").ok();
      ds.run("append", "b/ö", "-d", "text", "--close").ok();
      ds.run("fork", "a", "c").ok();
      ds.run("append", "c", "-d", "\"hot\"").ok();
      String tail =
          ds.run("stat", "a", "--json").ok().replaceAll(".*Offset\":\"([^\"]*).*\n", "$1");
      ServerProcess.Finished refused = inspect(server, "--json");
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.errors()).contains("a server uses the data folder").hasLineCount(1);
      server.kill9();
      check(server, tail, "\"clean\":false");
      server.restart();
      server.stop();
      check(server, tail, "\"clean\":true");
      server.restart();
      assertThat(ds.run("read", "a").ok()).isEqualTo("1\n2\n3\n4\n5\n");
      server.stop();
      assertThat(server.output()).doesNotContain("ERROR");
    }
  }

  private static ServerProcess.Finished inspect(ServerProcess server, String... more) {
    return ServerProcess.run(ServerCommand.of("inspect", server.data().toString()).with(more));
  }

  private static void check(ServerProcess server, String tail, String mark) {
    var before = durable(server.data());
    ServerProcess.Finished found = inspect(server, "--json");
    assertThat(found.exitCode()).as(found.errors()).isZero();
    assertThat(found.output())
        .contains(
            "{\"stream\":\"a\",\"contentType\":\"application/json\",",
            "\"nextOffset\":\"" + tail + "\",\"units\":5,\"closed\":false",
            "{\"stream\":\"b/ö\",",
            "\"units\":4,\"closed\":true,\"deleted\":false,\"ttlSeconds\":3600",
            "\"forkedFrom\":\"a\",\"hotBytes\":5,",
            "{\"layout\":1,",
            mark);
    assertThat(inspect(server).output()).contains("a  (application/json, tail " + tail, "Mark: ");
    assertThat(durable(server.data())).as("nothing changes").isEqualTo(before);
  }

  /** The files of the folder, but for the index of the write-ahead log, which SQLite makes anew. */
  private static TreeMap<String, String> durable(Path folder) {
    TreeMap<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!file.toString().endsWith("-shm")) {
          files.put(
              folder.relativize(file).toString(),
              Files.getLastModifiedTime(file) + " " + Files.size(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }
}
