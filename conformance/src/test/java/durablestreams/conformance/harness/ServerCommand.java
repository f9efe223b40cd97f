package durablestreams.conformance.harness;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The command line and environment of a server to start. The environment of the test run is not
 * handed on, so that a {@code PORT} or {@code AUTH_TOKEN} that happens to be set cannot change what
 * is tested. The process keeps its files from other users by itself, not by its umask, which is 0.
 *
 * @param quick whether the JVM is told to start quickly ({@link QuickStart}) and to check
 *     assertions; the installed server is not told so
 * @param javaOptions options for the JVM, which win over those it gets otherwise
 * @param besides what is on the class path besides the jar
 * @param openFiles how many files and sockets the process may open; 0 for as many as the tests
 */
public record ServerCommand(
    List<String> arguments,
    Map<String, String> environment,
    boolean quick,
    List<String> javaOptions,
    List<Path> besides,
    int openFiles) {

  public ServerCommand {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
    javaOptions = List.copyOf(javaOptions);
    besides = List.copyOf(besides);
  }

  public static ServerCommand of(String... arguments) {
    return new ServerCommand(List.of(arguments), Map.of(), true, List.of(), List.of(), 0);
  }

  public static ServerCommand store(String store) {
    return of("--store=" + store);
  }

  public ServerCommand with(String... more) {
    var all = new ArrayList<>(arguments);
    all.addAll(List.of(more));
    return new ServerCommand(all, environment, quick, javaOptions, besides, openFiles);
  }

  public ServerCommand env(String name, String value) {
    var all = new TreeMap<>(environment);
    all.put(name, value);
    return new ServerCommand(arguments, all, quick, javaOptions, besides, openFiles);
  }

  /** With options for the JVM, such as {@code -Xmx128m}, instead of those given before. */
  public ServerCommand javaOptions(String... options) {
    return new ServerCommand(arguments, environment, quick, List.of(options), besides, openFiles);
  }

  /** With the JVM as an operator starts it, for tests of the start, of load and of memory. */
  public ServerCommand asInstalled() {
    return new ServerCommand(arguments, environment, false, javaOptions, besides, openFiles);
  }

  /** With more on the class path than the jar: folders or jars with plug-ins. */
  public ServerCommand besides(Path... classPath) {
    return new ServerCommand(
        arguments, environment, quick, javaOptions, List.of(classPath), openFiles);
  }

  /** A process that may open only so many files and sockets. */
  public ServerCommand openFiles(int most) {
    return new ServerCommand(arguments, environment, quick, javaOptions, besides, most);
  }

  /** With another text in place of one that stands in arguments. */
  ServerCommand replace(String text, String by) {
    List<String> all = arguments.stream().map(each -> each.replace(text, by)).toList();
    return new ServerCommand(all, environment, quick, javaOptions, besides, openFiles);
  }

  ProcessBuilder builder() {
    var words = new ArrayList<String>();
    String limit = openFiles > 0 ? "ulimit -n " + openFiles + " && " : "";
    // Signals that are ignored where the tests run, as under nohup, are not ignored by the server.
    String exec = "exec env --default-signal=HUP \"$@\"";
    words.addAll(List.of("/bin/sh", "-c", "umask 0 && " + limit + exec, "sh"));
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-Xmx512m");
    if (quick) {
      words.addAll(QuickStart.options());
      words.add("-ea:durablestreams...");
    }
    words.addAll(javaOptions);
    if (besides.isEmpty()) {
      words.addAll(List.of("-jar", jar().toString()));
    } else {
      String classPath =
          Stream.concat(Stream.of(jar()), besides.stream())
              .map(Path::toString)
              .collect(Collectors.joining(File.pathSeparator));
      words.addAll(
          List.of(
              "--enable-native-access=ALL-UNNAMED",
              "-cp",
              classPath,
              "durablestreams.bootstrap.Main"));
    }
    words.addAll(arguments);
    var builder = new ProcessBuilder(words);
    builder.environment().keySet().retainAll(List.of("PATH", "TMPDIR"));
    // Servers of other tests may be about to take the port after this one's.
    builder.environment().put("ADMIN_PORT", "0");
    builder.environment().putAll(environment);
    return builder;
  }

  /**
   * The packaged server. The build runs this module after it was made; an editor's test run needs
   * {@code ./serve} once.
   */
  public static Path jar() {
    Path jar =
        Path.of(System.getProperty("bootstrap.jar", "../bootstrap/target/bootstrap.jar"))
            .toAbsolutePath()
            .normalize();
    if (!Files.isRegularFile(jar)) {
      throw new AssertionError("there is no " + jar + ": package the bootstrap module first");
    }
    return jar;
  }
}
