package durablestreams.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.access.AccessPolicyProvider;
import durablestreams.application.provider.SegmentArchiveProvider;
import durablestreams.bootstrap.plugin.PluginJar;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plug-ins by settings: where their folder is named, and what is said of names and settings. */
class PluginSettingsTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path root;
  private Path folder;

  @BeforeEach
  void makePlugins() throws IOException {
    folder = Files.createDirectory(root.resolve("plugins"));
    new PluginJar()
        .with(
            "own.Policy",
            """
            package own;

            import durablestreams.application.access.*;
            import durablestreams.application.provider.*;
            import java.time.InstantSource;
            import java.util.*;

            public class Policy implements AccessPolicyProvider {
              public String name() { return "own"; }
              public List<ProviderSetting> settings() {
                return List.of(new ProviderSetting("AUTH_OWN_KEY", "Key of the policy.", true, "none"));
              }
              public AccessPolicy create(Map<String, String> settings, InstantSource clock) {
                throw new ProviderSettingsException("AUTH_OWN_KEY is not accepted");
              }
            }
            """)
        .with(
            "own.Archive",
            """
            package own;

            import durablestreams.application.port.SegmentArchive;
            import durablestreams.application.provider.*;
            import java.time.InstantSource;
            import java.util.*;

            public class Archive implements SegmentArchiveProvider {
              public String name() { return "tape"; }
              public List<ProviderSetting> settings() {
                return List.of(new ProviderSetting("ARCHIVE_TAPE_URL", "Where the tape is.", false));
              }
              public void check(Map<String, String> settings) {
                if (!settings.containsKey("ARCHIVE_TAPE_URL")) {
                  throw new ProviderSettingsException("archive=tape needs ARCHIVE_TAPE_URL");
                }
              }
              public SegmentArchive open(Map<String, String> settings, InstantSource clock) {
                throw new IllegalStateException("the tape is torn");
              }
            }
            """)
        .provider(AccessPolicyProvider.class, "own.Policy")
        .provider(SegmentArchiveProvider.class, "own.Archive")
        .write(folder.resolve("own.jar"));
  }

  private int run(Map<String, String> environment, String... arguments) {
    return new Main(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            TestTerminal.instance(),
            environment)
        .run(List.of(arguments));
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8).strip();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--auth=nobody|--auth is nobody, but must be ",
        "--archive=floppy|--archive is floppy, but must be files, r2, s3, memory, none or tape.",
        "--archive=tap|--archive is tap, but must be files, r2, s3, memory, none or tape (did you mean tape?).",
        "--auth=own|AUTH_OWN_KEY is not accepted.",
        "--auth-own-key=k|AUTH_OWN_KEY is not accepted.",
        "--auth=token --auth-own-key=k|AUTH_OWN_KEY is not used with AUTH=token",
        "--archive=tape|archive=tape needs ARCHIVE_TAPE_URL.",
        "--archive-tape-url=x|--archive-tape-url is not used with STORE=memory and ARCHIVE=memory: remove it, or set ARCHIVE=tape.",
        "--archive=tape --archive-tape-url=x|Plug-in own.jar: opening its archive failed: java.lang.IllegalStateException: the tape is torn.",
        "--archive-tape-ulr=x|There is no flag --archive-tape-ulr (did you mean --archive-tape-url?)",
        "verify-archive --store=sqlite --archive=none|verify-archive needs an archive that outlives a process: --archive must be files or r2 or tape.",
      })
  void whatPlugInsProvideIsSetLikeAnythingElse(String arguments, String sentence) {
    String all = arguments + " --plugins=" + folder;
    String[] more = {" --store=memory --port=0 --admin-port=0"};
    int code = run(Map.of(), (all.contains("--store") ? all : all + more[0]).split(" "));
    assertThat(errors()).startsWith(sentence).endsWith(".").hasLineCount(1);
    assertThat(code).isEqualTo(2);
  }

  @Test
  void theFolderIsNamedByAFlagTheEnvironmentOrTheFile() throws IOException {
    String[] flags = {"--auth=own", "--store=memory", "--port=0"};
    assertThat(run(Map.of("PLUGINS", folder.toString()), flags)).isEqualTo(2);
    Path file = root.resolve("settings");
    Files.writeString(file, "plugins = " + folder + "\nauth-own-key = k\n");
    assertThat(run(Map.of("CONFIG", file.toString()), flags)).isEqualTo(2);
    assertThat(run(Map.of(), "--auth=own", "--store=memory", "--port=0", "--config=" + file))
        .isEqualTo(2);
    assertThat(run(Map.of(), "--config", file.toString(), "--store=memory", "--port=0"))
        .isEqualTo(2);
    assertThat(errors().lines()).hasSize(4).containsOnly("AUTH_OWN_KEY is not accepted.");
  }

  @Test
  void withoutTheFolderThereIsNoSuchSetting() {
    assertThat(run(Map.of(), "--archive-tape-url=x")).isEqualTo(2);
    assertThat(errors()).startsWith("There is no flag --archive-tape-url");
  }

  @Test
  void helpListsTheirSettingsAndDoesWithoutThoseThatAreBroken() throws IOException {
    assertThat(run(Map.of(), "--help", "--plugins=" + folder)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("--auth-own-key", "--archive-tape-url", "Where the tape is.");
    Files.writeString(folder.resolve("broken.jar"), "x");
    assertThat(run(Map.of(), "--help", "--plugins=" + folder)).isZero();
    assertThat(run(Map.of(), "--version", "--plugins=" + folder)).isZero();
    assertThat(run(Map.of(), "serve", "--plugins=" + folder)).isEqualTo(2);
    assertThat(errors()).startsWith(folder.resolve("broken.jar") + " among the plug-ins is no jar");
  }

  @Test
  void aSettingThatTheServerHasIsTaken() throws IOException {
    new PluginJar()
        .with(
            "own.Archive",
            """
            package own;

            import durablestreams.application.port.SegmentArchive;
            import durablestreams.application.provider.*;
            import java.time.InstantSource;
            import java.util.*;

            public class Archive implements SegmentArchiveProvider {
              public String name() { return "disc"; }
              public List<ProviderSetting> settings() {
                return List.of(new ProviderSetting("ARCHIVE_DIR", "Where the disc is.", false));
              }
              public SegmentArchive open(Map<String, String> settings, InstantSource clock) {
                return null;
              }
            }
            """)
        .provider(SegmentArchiveProvider.class, "own.Archive")
        .write(folder.resolve("disc.jar"));
    assertThat(run(Map.of(), "--plugins=" + folder)).isEqualTo(2);
    assertThat(errors())
        .startsWith("Two settings are named ARCHIVE_DIR; those of a plug-in begin with ")
        .hasLineCount(1);
  }
}
