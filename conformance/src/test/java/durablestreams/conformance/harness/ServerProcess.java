package durablestreams.conformance.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The packaged server as a real process, started, killed and started again on the same data folder.
 * All waits are bounded, and every failure message carries what the process printed.
 */
public final class ServerProcess implements AutoCloseable {
  /** Stands for the port of the server in its arguments. */
  public static final String PORT = "{port}";

  private static final Duration START_BOUND = Duration.ofMinutes(3);
  private static final Duration STOP_BOUND = Duration.ofMinutes(5);

  private final Path home;
  private final InetSocketAddress address;
  private final Path log;
  private ServerCommand command;
  private Process process;

  private ServerProcess(ServerCommand command) throws IOException {
    this.command = command;
    this.home = Files.createTempDirectory("durable-streams-test");
    this.log = home.resolve("output.log");
    this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePorts.next());
    this.process = launch();
  }

  /**
   * Starts a server on a free port and an empty data folder, and returns when it accepts
   * connections.
   */
  public static ServerProcess start(ServerCommand command) {
    ServerProcess server = launched(command);
    server.awaitListening();
    return server;
  }

  /** Starts a server likewise, and returns at once. */
  public static ServerProcess launched(ServerCommand command) {
    try {
      return new ServerProcess(command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public StreamServer server() {
    return new StreamServer(address);
  }

  public int port() {
    return address.getPort();
  }

  public Path data() {
    return home.resolve("data");
  }

  public long pid() {
    return process.pid();
  }

  /** What all processes of this server printed so far, standard error included. */
  public String output() {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** The exit code of a process that was told to end. */
  public int awaitExit() {
    if (!within(STOP_BOUND, process)) {
      throw new AssertionError("the server did not end within " + STOP_BOUND + ":\n" + output());
    }
    return process.exitValue();
  }

  /** Stops the server as an operator does (SIGTERM) and checks that it leaves with exit code 0. */
  public void stop() {
    terminate();
    int code = awaitExit();
    if (code != 0) {
      throw new AssertionError("exit code " + code + " after SIGTERM:\n" + output());
    }
  }

  /** Ends the process at once, as a power cut would: SIGKILL, without a chance to tidy up. */
  public void kill9() {
    process.destroyForcibly();
    awaitExit();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Sends SIGSTOP: the process does nothing until {@link #resume}. */
  public void suspend() {
    signal("STOP");
  }

  /** Sends SIGCONT. */
  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
      if (!within(START_BOUND, kill) || kill.exitValue() != 0) {
        throw new IllegalStateException("the signal " + name + " was not sent");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the server again on the same port and data folder, with other settings from now on. */
  public void restart(ServerCommand changed) {
    command = changed;
    restart();
  }

  /**
   * Starts the server again, with other settings from now on, and gives whether it lived until it
   * listened: false for one that ended before, as tests of crashes may want it to.
   */
  public boolean survivesRestart(ServerCommand changed) {
    try {
      restart(changed);
      return true;
    } catch (AssertionError e) {
      if (process.isAlive()) {
        throw e;
      }
      return false;
    }
  }

  /** Starts the server again on the same port and data folder. */
  public void restart() {
    if (process.isAlive()) {
      throw new IllegalStateException("the server is still running");
    }
    try {
      process = launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitListening();
  }

  /**
   * Runs the jar with exactly these arguments until it ends by itself, for starts that are meant to
   * be refused.
   */
  public static Finished run(ServerCommand command) {
    try {
      Path folder = Files.createTempDirectory("durable-streams-test");
      Path out = folder.resolve("out");
      Path err = folder.resolve("err");
      try {
        Process process =
            command
                .builder()
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!within(START_BOUND, process)) {
          process.destroyForcibly();
          throw new AssertionError(
              command + " did not end by itself; it printed:\n" + Files.readString(out));
        }
        return new Finished(process.exitValue(), Files.readString(out), Files.readString(err));
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How a process ended, and what it printed. */
  public record Finished(int exitCode, String output, String errors) {}

  private Process launch() throws IOException {
    return command
        .with("--host=127.0.0.1", "--port=" + port(), "--data=" + data())
        .replace(PORT, Integer.toString(port()))
        .builder()
        .directory(home.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** Returns when the start is over; a server listens before it has written its last files. */
  public void awaitStarted() {
    Elapsed.until(
        () -> output().contains("Largest request body: "), START_BOUND, "the start is over");
  }

  /** Returns when a server that was launched accepts connections. */
  public void awaitListening() {
    long deadline = System.nanoTime() + START_BOUND.toNanos();
    while (!accepts()) {
      // The wait for the process's end is the pause between two tries: a server that fails to start
      // is noticed at once.
      if (within(Duration.ofMillis(20), process)) {
        throw new AssertionError(
            "the server ended with exit code " + process.exitValue() + ":\n" + output());
      }
      if (System.nanoTime() > deadline) {
        kill9();
        throw new AssertionError(
            "the server did not listen within " + START_BOUND + ":\n" + output());
      }
    }
  }

  private boolean accepts() {
    try (var socket = new Socket()) {
      socket.connect(address, 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean within(Duration bound, Process process) {
    try {
      return process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill9();
    }
    try {
      delete(home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (var files = Files.walk(folder)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.deleteIfExists(file);
    }
  }
}
