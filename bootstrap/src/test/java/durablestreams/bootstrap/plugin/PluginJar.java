package durablestreams.bootstrap.plugin;

import static java.util.stream.Collectors.joining;

import durablestreams.application.access.AccessPolicyProvider;
import durablestreams.domain.stream.StreamPath;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;

/** Jar that a test makes of sources. */
public final class PluginJar {

  private static final String SERVICES = "META-INF/services/";

  private final Map<String, String> sources = new TreeMap<>();
  private final Map<String, String> services = new TreeMap<>();
  private final List<Path> libraries = new ArrayList<>();
  private UnaryOperator<byte[]> change = UnaryOperator.identity();
  private String left = "";

  /** Adds a class. */
  public PluginJar with(String name, String source) {
    sources.put(name, source);
    return this;
  }

  /** Names a provider. */
  public PluginJar provider(Class<?> service, String name) {
    services.put(service.getName(), name);
    return this;
  }

  /** Compiles against a library. */
  public PluginJar against(Path library) {
    libraries.add(library);
    return this;
  }

  /** Changes every class file. */
  public PluginJar changed(UnaryOperator<byte[]> newChange) {
    change = newChange;
    return this;
  }

  /** Leaves classes that begin like this out of the jar. */
  public PluginJar without(String prefix) {
    left = prefix;
    return this;
  }

  /** Writes the jar. */
  public Path write(Path jar) throws IOException {
    Path classes = Files.createTempDirectory("plugin");
    compile(classes);
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = classes.relativize(file).toString().replace('\\', '/');
        if (left.isEmpty() || !name.startsWith(left)) {
          entries.putNextEntry(new JarEntry(name));
          entries.write(change.apply(Files.readAllBytes(file)));
        }
      }
      for (Map.Entry<String, String> service : services.entrySet()) {
        entries.putNextEntry(new JarEntry(SERVICES + service.getKey()));
        entries.write(service.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    delete(classes);
    return jar;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void compile(Path classes) throws IOException {
    if (sources.isEmpty()) {
      return;
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<JavaFileObject> units = new ArrayList<>();
    sources.forEach((name, source) -> units.add(new Source(name, source)));
    boolean done =
        compiler
            .getTask(
                messages,
                null,
                null,
                List.of("-d", classes.toString(), "-proc:none", "-cp", classPath()),
                null,
                units)
            .call();
    if (!done) {
      throw new IOException(messages.toString());
    }
  }

  private String classPath() {
    return Stream.concat(
            libraries.stream(),
            Stream.of(AccessPolicyProvider.class, StreamPath.class, NullMarked.class)
                .map(PluginJar::place))
        .map(Path::toString)
        .collect(joining(System.getProperty("path.separator")));
  }

  private static Path place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("string:///" + name.replace('.', '/') + Kind.SOURCE.extension), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
