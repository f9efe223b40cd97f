package durablestreams.conformance.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** A pom as it is written, without what it inherits. */
record Pom(Path file, Element project) {

  static final Path ROOT = Path.of(System.getProperty("basedir", ".")).toAbsolutePath().getParent();

  static Pom read(Path file) throws IOException {
    try {
      return new Pom(
          file,
          DocumentBuilderFactory.newDefaultInstance()
              .newDocumentBuilder()
              .parse(file.toFile())
              .getDocumentElement());
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(file + " is no XML", e);
    }
  }

  static Pom parent() throws IOException {
    return read(ROOT.resolve("pom.xml"));
  }

  static Pom bom() throws IOException {
    return read(ROOT.resolve("bom/pom.xml"));
  }

  /** All modules, in the order of the build. */
  static List<Pom> modules() throws IOException {
    List<Pom> modules = new ArrayList<>();
    for (Element module : parent().all("modules", "module")) {
      modules.add(read(ROOT.resolve(module.getTextContent()).resolve("pom.xml")));
    }
    return modules;
  }

  /** All that are published as a library, the BOM aside. */
  static List<Pom> published() throws IOException {
    return modules().stream()
        .filter(pom -> !pom.artifact().equals("durable-streams-bom"))
        .filter(pom -> !pom.text("properties", "maven.deploy.skip").equals(Optional.of("true")))
        .toList();
  }

  String artifact() {
    return text("artifactId").orElseThrow();
  }

  boolean isJar() {
    return text("packaging").orElse("jar").equals("jar");
  }

  /** Whether the jar of tests is published as well. */
  boolean hasTestJar() throws IOException {
    return Files.readString(file).contains("<goal>test-jar</goal>");
  }

  /** The text at the end of a path of elements. */
  Optional<String> text(String... path) {
    return all(path).stream().findFirst().map(element -> element.getTextContent().strip());
  }

  /** All elements at the end of a path. */
  List<Element> all(String... path) {
    List<Element> found = List.of(project);
    for (String name : path) {
      found = found.stream().flatMap(element -> children(element, name)).toList();
    }
    return found;
  }

  static Stream<Element> children(Element parent, String name) {
    List<Element> children = new ArrayList<>();
    for (Node at = parent.getFirstChild(); at != null; at = at.getNextSibling()) {
      if (at instanceof Element element && element.getTagName().equals(name)) {
        children.add(element);
      }
    }
    return children.stream();
  }
}
