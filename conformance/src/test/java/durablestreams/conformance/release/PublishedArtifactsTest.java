package durablestreams.conformance.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** Coordinates and metadata of what is published. */
@Tag("smoke")
class PublishedArtifactsTest {

  private static final String GROUP = "io.github.durable-streams-jvm";
  private static final Set<String> NOT_PUBLISHED =
      Set.of(
          "durable-streams-conformance",
          "durable-streams-benchmarks",
          "durable-streams-fuzzing",
          "durable-streams-histories",
          "durable-streams-simulation");

  @Test
  void theParentHasWhatARepositoryAsksFor() throws IOException {
    for (Pom pom : List.of(Pom.parent(), Pom.bom())) {
      assertThat(pom.text("groupId")).contains(GROUP);
      assertThat(pom.text("url").orElseThrow()).startsWith("https://");
      assertThat(pom.text("licenses", "license", "name")).contains("Apache-2.0");
      assertThat(pom.text("licenses", "license", "url").orElseThrow()).startsWith("https://");
      assertThat(pom.text("developers", "developer", "name")).isPresent();
      assertThat(pom.text("scm", "connection").orElseThrow()).startsWith("scm:git:https://");
      assertThat(pom.text("scm", "url")).isPresent();
      assertThat(pom.text("version")).isEqualTo(Pom.parent().text("version"));
    }
  }

  /** Where a child has the metadata of its parent, what is inherited is right as it is. */
  @Test
  void everyModuleSaysWhatItIsAndInheritsTheRest() throws IOException {
    for (Pom pom : Pom.modules()) {
      assertThat(pom.artifact()).startsWith("durable-streams-");
      assertThat(pom.text("name").orElse("")).as(pom.artifact()).startsWith("Durable Streams");
      assertThat(pom.text("description").orElse("")).as(pom.artifact()).endsWith(".");
      if (!pom.artifact().equals("durable-streams-bom")) {
        assertThat(pom.text("parent", "groupId")).contains(GROUP);
        assertThat(pom.text("parent", "version")).isEqualTo(Pom.parent().text("version"));
        assertThat(pom.text("groupId").or(() -> pom.text("version")).or(() -> pom.text("url")))
            .as(pom.artifact() + " inherits these")
            .isEmpty();
      }
    }
  }

  @Test
  void everyJarHasAModuleNameOfItsOwn() throws IOException {
    Set<String> names = new HashSet<>();
    for (Pom pom : Pom.published()) {
      if (pom.isJar()
          && !Files.exists(pom.file().resolveSibling("src/main/java/module-info.java"))) {
        String name = pom.text("properties", "module.name").orElse("");
        assertThat(name).as(pom.artifact()).matches("durablestreams(\\.[a-z0-9]+)+");
        assertThat(names.add(name)).as("%s is taken", name).isTrue();
      }
    }
  }

  @Test
  void theBillOfMaterialsHasAllThatIsPublishedAndNothingElse() throws IOException {
    List<String> expected = new ArrayList<>();
    for (Pom pom : Pom.published()) {
      expected.add(pom.artifact() + ":" + pom.text("packaging").orElse("jar"));
      if (pom.hasTestJar()) {
        expected.add(pom.artifact() + ":test-jar");
      }
    }
    List<String> listed = new ArrayList<>();
    for (Element managed : Pom.bom().all("dependencyManagement", "dependencies", "dependency")) {
      listed.add(child(managed, "artifactId", "") + ":" + child(managed, "type", "jar"));
      assertThat(child(managed, "groupId", "")).isEqualTo(GROUP);
      assertThat(child(managed, "version", "")).isEqualTo(Pom.bom().text("version").orElseThrow());
    }
    assertThat(listed).containsExactlyInAnyOrderElementsOf(expected);
  }

  private static String child(Element element, String name, String otherwise) {
    return Pom.children(element, name).findFirst().map(Element::getTextContent).orElse(otherwise);
  }

  @Test
  void testsAndBenchmarksAreNotPublished() throws IOException {
    List<String> published = Pom.published().stream().map(Pom::artifact).toList();
    assertThat(published).doesNotContainAnyElementsOf(NOT_PUBLISHED);
    for (Pom pom : Pom.modules()) {
      if (NOT_PUBLISHED.contains(pom.artifact())) {
        for (String part : List.of("install", "source", "javadoc")) {
          assertThat(pom.text("properties", "maven." + part + ".skip"))
              .as(pom.artifact())
              .contains("true");
        }
      }
    }
  }

  @Test
  void theReleasePageNamesEveryArtifact() throws IOException {
    String page = Files.readString(Pom.ROOT.resolve("docs/releasing.md"));
    for (Pom pom : Pom.published()) {
      assertThat(page).contains("`" + pom.artifact() + "`");
    }
    assertThat(page).contains("`durable-streams-bom`", "`durable-streams-parent`");
  }
}
