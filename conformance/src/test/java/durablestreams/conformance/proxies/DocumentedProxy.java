package durablestreams.conformance.proxies;

import durablestreams.conformance.harness.Elapsed;
import durablestreams.conformance.harness.Installed;
import durablestreams.conformance.harness.StreamServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A proxy and its configuration, which is read from {@code docs/deploy.md}. */
enum DocumentedProxy {
  NGINX_HTTP_1_0("nginx, HTTP/1.0", "nginx", "nginx -p @HOME@ -c @CONF@", Wrap.NGINX),
  NGINX_HTTP_1_1("nginx, HTTP/1.1", "nginx", "nginx -p @HOME@ -c @CONF@", Wrap.NGINX),
  HAPROXY("HAProxy, with health checks", "haproxy", "haproxy -f @CONF@", Wrap.NOTHING),
  CADDY("Caddy, with gzip", "caddy", "caddy run --adapter caddyfile --config @CONF@", Wrap.CADDY),
  VARNISH(
      "Varnish, as a cache",
      "varnish",
      "varnishd -F -a 127.0.0.1:@PORT@ -n @HOME@/varnish -f @CONF@",
      Wrap.NOTHING),
  SQUID("Squid, as an accelerator", "squid", "squid -N -f @CONF@", Wrap.SQUID);

  /** What a configuration needs to run beside others, and not as a service of the machine. */
  private enum Wrap {
    NOTHING("%s"),
    NGINX(
        """
        daemon off;
        user %USER%;
        pid @HOME@/nginx.pid;
        error_log stderr;
        events {}
        http {
          access_log off;
          client_body_temp_path @HOME@/body;
          proxy_temp_path @HOME@/proxy;
          fastcgi_temp_path @HOME@/fastcgi;
          uwsgi_temp_path @HOME@/uwsgi;
          scgi_temp_path @HOME@/scgi;
          %s
        }
        """),
    CADDY(
        """
        {
          admin off
          auto_https off
          storage file_system @HOME@
        }
        %s
        """),
    SQUID(
        """
        %s
        pid_filename @HOME@/squid.pid
        access_log none
        cache_log @HOME@/cache.log
        coredump_dir @HOME@
        shutdown_lifetime 1 seconds
        """);

    private final String text;

    Wrap(String text) {
      this.text = text.replace("user %USER%;\n", isRoot() ? "user root;\n" : "");
    }

    private static boolean isRoot() {
      return System.getProperty("user.name").equals("root");
    }
  }

  private static final Duration BOUND = Duration.ofSeconds(30);

  private final String heading;
  private final String debianPackage;
  private final String command;
  private final Wrap wrap;

  DocumentedProxy(String heading, String debianPackage, String command, Wrap wrap) {
    this.heading = heading;
    this.debianPackage = debianPackage;
    this.command = command;
    this.wrap = wrap;
  }

  /** A running proxy. */
  record Running(Process process, InetSocketAddress address, Path output) implements AutoCloseable {

    @Override
    public void close() throws IOException, InterruptedException {
      process.destroy();
      if (!process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the proxy did not end:\n" + Files.readString(output));
      }
    }

    private boolean accepts() {
      if (!process.isAlive()) {
        throw new AssertionError("the proxy ended with " + process.exitValue() + ": " + output);
      }
      try (Socket socket = new Socket()) {
        socket.connect(address, 1_000);
        return true;
      } catch (IOException e) {
        return false;
      }
    }
  }

  /** Starts the proxy, or skips the test where it is not installed. */
  Running before(StreamServer origin) throws IOException {
    List<String> words = List.of(command.split(" "));
    Path program = Installed.program(words.getFirst(), debianPackage);
    Path home = Files.createTempDirectory("durable-streams-proxy");
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
    int port = freePort();
    Path conf = home.resolve("conf");
    Files.writeString(
        conf,
        wrap.text
            .replace("%s", documented())
            .replace("4437", String.valueOf(origin.address().getPort()))
            .replace("8080", String.valueOf(port))
            .replace("@HOME@", home.toString()));
    List<String> run =
        words.stream()
            .map(word ->
                word.replace("@HOME@", home.toString())
                    .replace("@CONF@", conf.toString())
                    .replace("@PORT@", String.valueOf(port)))
            .toList();
    Path output = home.resolve("output.log");
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(run))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.command().set(0, program.toString());
    Running running =
        new Running(
            builder.start(), new InetSocketAddress(InetAddress.getLoopbackAddress(), port), output);
    Elapsed.until(running::accepts, BOUND, this + " listens");
    return running;
  }

  /** The code block after the heading of this proxy. */
  private String documented() throws IOException {
    Path page = Path.of(System.getProperty("basedir", "."), "..", "docs", "deploy.md");
    String text = Files.readString(page);
    int start = text.indexOf("### " + heading + "\n");
    if (start < 0) {
      throw new AssertionError("docs/deploy.md has no heading " + heading);
    }
    int fence = text.indexOf("```", start);
    int from = text.indexOf('\n', fence) + 1;
    return text.substring(from, text.indexOf("```", from));
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }
}
