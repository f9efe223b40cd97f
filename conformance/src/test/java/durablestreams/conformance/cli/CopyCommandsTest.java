package durablestreams.conformance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What export and import copy, from the reference server too. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CopyCommandsTest {
  private ServerProcess server;
  private Ds ds;

  @TempDir private Path folder;

  @BeforeAll
  void start() {
    server = ServerProcess.start(ServerCommand.store("sqlite").with("--long-poll-timeout=1s"));
    ds = Ds.at(server);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private String unused() {
    return "cli/" + UUID.randomUUID();
  }

  private String created(String type) {
    String name = unused();
    ds.run("create", name, "--type", type).ok();
    return name;
  }

  @Test
  void exportAndImportOfJson() throws Exception {
    String name = unused();
    ds.run("create", name, "-t", "json", "--ttl", "1h").ok();
    ds.run("append", name, "-d", "{\"a\":1} [[2]] \"ö\"", "--close").ok();
    String file = folder.resolve("json.export").toString();
    assertThat(ds.run("export", name, file, "--json").ok())
        .contains("\"closed\":true", "\"sha256\":");
    assertThat(ds.run("export", name, file).errors()).contains("--overwrite");
    assertThat(ds.run("export", name, "-").output()).isEqualTo(Files.readString(Path.of(file)));
    String copy = unused();
    ds.run("import", file, copy).ok();
    assertThat(ds.run("read", copy).ok()).isEqualTo(ds.run("read", name).ok());
    assertThat(ds.run("stat", copy).ok())
        .contains("application/json", "ttlSeconds: 3600", "closed: true");
    assertThat(ds.run("import", file, copy).code()).isEqualTo(4);
    String fromInput = unused();
    ds.run(Files.readAllBytes(Path.of(file)), "import", "-", fromInput, "--no-expiry").ok();
    assertThat(ds.run("stat", fromInput).ok()).doesNotContain("ttl");
  }

  @Test
  void exportAndImportOfBytes() throws Exception {
    byte[] content = new byte[2_500_000];
    new Random(7).nextBytes(content);
    String name = created("image/png");
    ds.run(content, "append", name).ok();
    String file = folder.resolve("bytes.export").toString();
    ds.run("export", name, file).ok();
    String copy = unused();
    assertThat(ds.run("import", file, copy, "--json").ok()).contains("\"bytes\":2500000");
    assertThat(ds.run("read", copy).bytes()).isEqualTo(content);
    // All of it was imported before, so nothing is appended again.
    ds.run("import", file, copy, "--continue").ok();
    assertThat(ds.run("read", copy).bytes()).isEqualTo(content);
  }

  @Test
  void aDamagedExportCreatesNothing() throws Exception {
    String name = created("text");
    ds.run("append", name, "-d", "some text").ok();
    Path file = folder.resolve("damaged.export");
    ds.run("export", name, file.toString()).ok();
    String whole = Files.readString(file);
    for (String damaged :
        new String[] {
          whole.replace("some", "sOme"),
          whole.substring(0, whole.length() - 20),
          whole.substring(0, whole.indexOf("{\"end\"")),
          whole + "more",
          whole.replace("export 1", "export 2"),
          whole.replace("text/plain", "text/PLAIN"),
          "some file"
        }) {
      Files.writeString(file, damaged);
      String copy = unused();
      Ds.Result refused = ds.run("import", file.toString(), copy);
      assertThat(refused.code()).as(damaged).isEqualTo(1);
      assertThat(refused.errors()).contains("is not a complete export: ").hasLineCount(1);
      assertThat(ds.run("stat", copy).code()).isEqualTo(3);
    }
  }

  /** The folder was written by @durable-streams/server 0.3.7. */
  @Test
  void aFolderOfTheReferenceServerIsImported() {
    Path reference =
        Path.of(
            System.getProperty("basedir", "."),
            "src/test/resources/durablestreams/conformance/cli/reference");
    assertThat(ds.run("import", reference.toString(), "name").code()).isEqualTo(2);
    assertThat(ds.run("import", reference.toString()).ok()).hasLineCount(4);
    assertThat(ds.run("read", "orders").ok())
        .isEqualTo("{\"id\":1}\n{\"id\":2}\n\"two, words\"\n" + "0\n".repeat(20));
    assertThat(ds.run("read", "text/ö").ok()).isEqualTo("hello world");
    assertThat(ds.run("read", "fork").ok()).isEqualTo("hello world!!");
    assertThat(ds.run("read", "closed").bytes()).isEqualTo(new byte[] {0, 10, -1, 1});
    assertThat(ds.run("stat", "closed").ok()).contains("closed: true", "expiresAt: 2099-01-01");
    assertThat(ds.run("stat", "text/ö").ok()).contains("text/plain", "ttlSeconds: 3600");
    // Nothing is appended twice.
    assertThat(ds.run("import", reference.toString(), "--continue").errors())
        .contains("closed was imported and closed before");
    assertThat(ds.run("read", "text/ö").ok()).isEqualTo("hello world");
    ds.run("delete", "orders", "text/ö", "fork", "closed").ok();
  }
}
