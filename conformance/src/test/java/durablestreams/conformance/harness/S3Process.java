package durablestreams.conformance.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An S3-speaking server as a process of its own: the test server of {@code adapters-r2}, which
 * keeps objects in memory and ends when its standard input does.
 */
public final class S3Process implements AutoCloseable {
  private final Process process;
  private final String[] words;

  private S3Process(Process process, String[] words) {
    this.process = process;
    this.words = words;
  }

  public static S3Process start() throws IOException {
    return start(List.of());
  }

  /** Starts a server that expects the bucket in front of this host name, as URLs of S3 have it. */
  public static S3Process withBucketInFrontOf(String host) throws IOException {
    return start(List.of(host));
  }

  private static S3Process start(List<String> arguments) throws IOException {
    Path target =
        Path.of(System.getProperty("basedir", "."), "..", "adapters-r2", "target")
            .toAbsolutePath()
            .normalize();
    Path libraries = target.resolve("s3-test-server.classpath");
    if (!Files.exists(libraries)) {
      throw new AssertionError(
          "there is no " + libraries + ": build the tests of adapters-r2 first");
    }
    String classPath =
        String.join(
            System.getProperty("path.separator"),
            target.resolve("test-classes").toString(),
            target.resolve("classes").toString(),
            Files.readString(libraries).strip());
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                "durablestreams.adapters.r2.S3TestServer"));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    return new S3Process(process, greeting(process));
  }

  /** The line that tells where the server is. A process that ends without it ends the wait too. */
  private static String[] greeting(Process process) throws IOException {
    var lines = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] words = line.split(" ");
      if (words.length == 5 && words[0].equals("s3")) {
        return words;
      }
    }
    process.destroyForcibly();
    throw new AssertionError("the S3 server ended before it listened");
  }

  /** The name of the bucket. */
  public String bucket() {
    return words[2];
  }

  /** The command with settings that put its archive here. */
  public ServerCommand archiveOf(ServerCommand command) {
    return command
        .env("ARCHIVE", "r2")
        .env("R2_ENDPOINT", words[1])
        .env("R2_BUCKET", words[2])
        .env("R2_ACCESS_KEY_ID", words[3])
        .env("R2_SECRET_ACCESS_KEY", words[4]);
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
