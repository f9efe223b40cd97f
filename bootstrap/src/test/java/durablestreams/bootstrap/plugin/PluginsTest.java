package durablestreams.bootstrap.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.access.Access;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessPolicyProvider;
import durablestreams.application.access.AccessRequest;
import durablestreams.application.access.Action;
import durablestreams.application.access.Credentials;
import durablestreams.application.provider.SegmentArchiveProvider;
import durablestreams.bootstrap.settings.SettingsException;
import durablestreams.domain.stream.StreamPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loading of plug-ins, and what is told of those that cannot be used. */
class PluginsTest {

  private static final String POLICY =
      """
      package own;

      import durablestreams.application.access.*;
      import java.time.InstantSource;
      import java.util.*;

      public class Provider implements AccessPolicyProvider {
        public Provider() { /*constructor*/ }
        public String name() { return "own"; }
        public AccessPolicy create(Map<String, String> settings, InstantSource clock) {
          return new AccessPolicy() {
            public Access decide(AccessRequest request) { return new Access.Forbidden(/*reason*/"no"); }
            public boolean guardsReads() { return true; }
          };
        }
      }
      """;

  @TempDir Path root;
  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectory(root.resolve("plugins"));
  }

  private static PluginJar policy(String source) {
    return new PluginJar()
        .with("own.Provider", source)
        .provider(AccessPolicyProvider.class, "own.Provider");
  }

  private Plugins load() {
    return Plugins.in(
        Optional.of(folder),
        getClass().getClassLoader(),
        List.of("none", "token"),
        List.of("files"));
  }

  private Access decide() {
    AccessPolicy policy = load().policies().getFirst().create(Map.of(), InstantSource.system());
    return policy.decide(new AccessRequest(Action.READ, new StreamPath("a"), Credentials.NONE));
  }

  private void refused(String message) {
    assertThatThrownBy(this::load)
        .isInstanceOf(SettingsException.class)
        .satisfies(
            e -> assertThat(e.getMessage()).startsWith(message).endsWith(".").hasLineCount(1));
  }

  @Test
  void aPolicyIsLoadedFromAJar() throws IOException {
    policy(POLICY).write(folder.resolve("own.jar"));
    assertThat(load().descriptions()).containsExactly("access policy own of own.jar");
    assertThat(decide()).isEqualTo(new Access.Forbidden("no"));
  }

  @Test
  void withoutAFolderThereAreNone() {
    assertThat(Plugins.in(Optional.empty(), getClass().getClassLoader(), List.of(), List.of()))
        .isEqualTo(Plugins.NONE);
    assertThat(load()).isEqualTo(Plugins.NONE);
  }

  @Test
  void aFolderThatIsMissingIsTold() throws IOException {
    Files.delete(folder);
    refused("The folder of plug-ins " + folder + " is missing.");
    Files.createFile(folder);
    refused("The folder of plug-ins " + folder + " is no folder.");
  }

  @Test
  void aJarThatIsNoneIsTold() throws IOException {
    Files.writeString(folder.resolve("own.jar"), "no zip");
    refused(folder.resolve("own.jar") + " among the plug-ins is no jar that can be read: ");
  }

  @Test
  void aJarWithoutAProviderIsTold() throws IOException {
    new PluginJar().with("own.A", "package own; class A {}").write(folder.resolve("own.jar"));
    refused("Plug-in own.jar has no provider: ");
  }

  @Test
  void aProviderThatIsMissingIsTold() throws IOException {
    new PluginJar()
        .provider(AccessPolicyProvider.class, "own.Missing")
        .write(folder.resolve("own.jar"));
    refused(
        "Plug-in own.jar: loading its AccessPolicyProvider failed: Provider own.Missing not found.");
  }

  @Test
  void aClassThatIsNoProviderIsTold() throws IOException {
    new PluginJar()
        .with("own.A", "package own; public class A {}")
        .provider(AccessPolicyProvider.class, "own.A")
        .write(folder.resolve("own.jar"));
    refused("Plug-in own.jar: loading its AccessPolicyProvider failed: ");
  }

  @Test
  void aConstructorThatThrowsIsTold() throws IOException {
    policy(POLICY.replace("/*constructor*/", "throw new IllegalStateException(\"no\\nluck\");"))
        .write(folder.resolve("own.jar"));
    refused(
        "Plug-in own.jar: loading its AccessPolicyProvider failed: java.lang.IllegalStateException: no.");
  }

  @Test
  void aPolicyThatCannotBeCreatedIsTold() throws IOException {
    policy(
            POLICY.replace(
                "return new AccessPolicy", "if (true) return null; return new AccessPolicy"))
        .write(folder.resolve("own.jar"));
    assertThatThrownBy(this::decide)
        .isInstanceOf(SettingsException.class)
        .hasMessage("Plug-in own.jar: creating its policy returned null.");
    policy(
            POLICY.replace(
                "return new AccessPolicy", "Object[] a = {}; a[1] = 1; return new AccessPolicy"))
        .write(folder.resolve("own.jar"));
    assertThatThrownBy(this::decide)
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(
            "Plug-in own.jar: creating its policy failed: java.lang.ArrayIndexOutOfBoundsException");
  }

  @Test
  void twoOfOneNameAreTold() throws IOException {
    policy(POLICY).write(folder.resolve("a.jar"));
    policy(POLICY).write(folder.resolve("b.jar"));
    refused("Two access policies are named own: one of a.jar, one of b.jar.");
  }

  @Test
  void theNameOfABuiltInPolicyIsTaken() throws IOException {
    policy(POLICY.replace("\"own\"", "\"token\"")).write(folder.resolve("a.jar"));
    refused("Two access policies are named token: one of the server, one of a.jar.");
    policy(POLICY.replace("\"own\"", "\"My Own\"")).write(folder.resolve("a.jar"));
    refused(
        "Plug-in a.jar: access policies have names of small letters, digits and hyphens, not My Own.");
  }

  /** Compiled against an interface that had another method. */
  @Test
  void aProviderForAnotherVersionIsTold() throws IOException {
    policy(
            """
            package own;

            public class Provider implements durablestreams.application.access.AccessPolicyProvider {
              public String id() { return "own"; }
            }
            """)
        .with(
            "durablestreams.application.access.AccessPolicyProvider",
            "package durablestreams.application.access;\npublic interface AccessPolicyProvider { String id(); }")
        .without("durablestreams")
        .write(folder.resolve("old.jar"));
    refused(
        "Plug-in old.jar does not fit this version of the server, or a library of it is missing: java.lang.AbstractMethodError");
  }

  @Test
  void aMissingLibraryIsTold() throws IOException {
    policy(POLICY.replace("/*constructor*/", "other.Library.use();"))
        .with(
            "other.Library", "package other; public class Library { public static void use() {} }")
        .without("other")
        .write(folder.resolve("own.jar"));
    refused(
        "Plug-in own.jar does not fit this version of the server, or a library of it is missing: java.lang.NoClassDefFoundError: other/Library.");
  }

  @Test
  void aNewerJavaIsTold() throws IOException {
    policy(POLICY)
        .changed(bytes -> {
          bytes[7] = (byte) 200;
          return bytes;
        })
        .write(folder.resolve("own.jar"));
    refused("Plug-in own.jar was compiled for a newer Java than ");
  }

  @Test
  void aFolderIsAPlugInWithItsLibraries() throws IOException {
    Path own = Files.createDirectory(folder.resolve("own"));
    Path library =
        new PluginJar()
            .with(
                "other.Library",
                "package other; public class Library { public static String said() { return \"library\"; } }")
            .write(own.resolve("library.jar"));
    policy(POLICY.replace("/*reason*/\"no\"", "other.Library.said()"))
        .against(library)
        .write(own.resolve("own.jar"));
    assertThat(load().descriptions()).containsExactly("access policy own of own");
    assertThat(decide()).isEqualTo(new Access.Forbidden("library"));
  }

  /** The class of the server has the same name, and no such method. */
  @Test
  void aLibraryOfAPlugInComesBeforeTheServersAndIsItsOwn() throws IOException {
    String name = "org.assertj.core.util.Strings";
    policy(POLICY.replace("/*reason*/\"no\"", name + ".said()"))
        .with(
            name,
            "package org.assertj.core.util; public class Strings { public static String said() { return \"own\"; } }")
        .write(folder.resolve("own.jar"));
    assertThat(decide()).isEqualTo(new Access.Forbidden("own"));
    assertThat(org.assertj.core.util.Strings.isNullOrEmpty("")).isTrue();
  }

  @Test
  void theInterfacesAreTheServersEvenIfAJarHasThem() throws IOException {
    policy(POLICY)
        .with(
            "durablestreams.application.access.OpenAccess",
            "package durablestreams.application.access; class OpenAccess { }")
        .write(folder.resolve("own.jar"));
    assertThat(decide()).isEqualTo(new Access.Forbidden("no"));
  }

  @Test
  void anArchiveIsLoadedWithItsSettings() throws IOException {
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
              public String name() { return "own"; }
              public List<ProviderSetting> settings() {
                return List.of(new ProviderSetting("ARCHIVE_OWN_URL", "Where it is.", false));
              }
              public void check(Map<String, String> settings) {
                if (settings.isEmpty()) {
                  throw new ProviderSettingsException("archive=own needs ARCHIVE_OWN_URL");
                }
              }
              public SegmentArchive open(Map<String, String> settings, InstantSource clock) {
                throw new UnsupportedOperationException("closed");
              }
            }
            """)
        .provider(SegmentArchiveProvider.class, "own.Archive")
        .write(folder.resolve("own.jar"));
    SegmentArchiveProvider archive = load().archives().getFirst();
    assertThat(archive.description(Map.of())).isEqualTo("own");
    assertThat(archive.parallelUploads()).isEqualTo(1);
    assertThatThrownBy(() -> archive.open(Map.of(), InstantSource.system()))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "Plug-in own.jar: opening its archive failed: java.lang.UnsupportedOperationException: closed.");
  }
}
