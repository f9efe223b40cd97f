package durablestreams.conformance.caching;

import durablestreams.conformance.harness.Elapsed;
import durablestreams.conformance.harness.Installed;
import durablestreams.conformance.harness.StreamServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * An nginx of its own with the configuration of {@code conformance/nginx}, in front of a server.
 */
final class NginxProxy implements AutoCloseable {
  private static final Duration BOUND = Duration.ofSeconds(20);

  /**
   * A request that nginx answered.
   *
   * @param cache what its cache said, such as {@code HIT} or {@code MISS}
   * @param origin the status of the server, or {@code -} when it was not asked
   */
  record Served(String method, String target, int status, String cache, String origin) {
    boolean reachedTheServer() {
      return !origin.equals("-");
    }
  }

  private final Path home;
  private final InetSocketAddress address;
  private final Process process;

  private NginxProxy(Path home, InetSocketAddress address, Process process) {
    this.home = home;
    this.address = address;
    this.process = process;
  }

  /** Starts it with the cache, or skips the test where nginx is not installed. */
  static NginxProxy before(StreamServer origin) {
    return before(origin, "durable-streams.conf");
  }

  /**
   * Starts it, or skips the test where nginx is not installed.
   *
   * @param template a file of {@code conformance/nginx}
   */
  static NginxProxy before(StreamServer origin, String template) {
    return before(origin, template, UnaryOperator.identity());
  }

  /** As {@link #before(StreamServer, String)}, with a change to the configuration. */
  static NginxProxy before(StreamServer origin, String template, UnaryOperator<String> change) {
    Path nginx = Installed.program("nginx");
    try {
      Path home = Files.createTempDirectory("durable-streams-nginx");
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
      Path configuration = home.resolve("nginx.conf");
      Files.writeString(
          configuration,
          change
              .apply(
                  Files.readString(Path.of(System.getProperty("basedir", "."), "nginx", template)))
              .replace("@HOME@", home.toString())
              .replace("@LISTEN@", "127.0.0.1:" + address.getPort())
              .replace("@ORIGIN@", "127.0.0.1:" + origin.address().getPort()));
      Files.createDirectory(home.resolve("cache"));
      List<String> words =
          new ArrayList<>(
              List.of(nginx.toString(), "-p", home + "/", "-c", configuration.toString()));
      if (System.getProperty("user.name").equals("root")) {
        // Or else the workers run as somebody who may not write to the folder.
        words.addAll(List.of("-g", "user root;"));
      }
      Process process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(home.resolve("output.log").toFile())
              .start();
      var proxy = new NginxProxy(home, address, process);
      Elapsed.until(proxy::accepts, BOUND, "nginx listens");
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  StreamServer server() {
    return new StreamServer(address);
  }

  /** Everything that was answered so far, in order; a line may come a moment after its answer. */
  List<Served> log() {
    try {
      return Files.readAllLines(home.resolve("access.log")).stream()
          .map(NginxProxy::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The log once it has so many lines that tell of this target. */
  List<Served> log(String target, int lines) {
    Elapsed.until(
        () -> log().stream().filter(line -> line.target().contains(target)).count() >= lines,
        BOUND,
        lines + " requests for " + target + " in the log");
    return log().stream().filter(line -> line.target().contains(target)).toList();
  }

  private static Served parse(String line) {
    String[] words = line.split(" ");
    return new Served(words[0], words[1], Integer.parseInt(words[2]), words[3], words[4]);
  }

  /** Files in the cache. */
  long kept() {
    try (var files = Files.walk(home.resolve("cache"))) {
      return files.filter(Files::isRegularFile).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String output() {
    try {
      return Files.readString(home.resolve("output.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean accepts() {
    if (!process.isAlive()) {
      throw new AssertionError("nginx ended with " + process.exitValue() + ":\n" + output());
    }
    try (var socket = new Socket()) {
      socket.connect(address, 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  /** Ends nginx with its workers, which a kill of the master alone would leave behind. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("nginx did not end:\n" + output());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try (var files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
