package durablestreams.conformance.cluster.engine;

import durablestreams.conformance.harness.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One server of PostgreSQL as a process, which forces its commits to the disk. */
final class PostgresServer implements AutoCloseable {

  private static final Duration BOUND = Duration.ofMinutes(3);

  private final Path folder;
  private final int port = FreePorts.next();
  private final List<String> settings;
  private @Nullable Process process;

  /**
   * @param settings of the server, as {@code name=value}
   */
  PostgresServer(String... settings) {
    this.settings = List.of(settings);
    try {
      this.folder = Files.createTempDirectory("durable-streams-postgres");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  Path data() {
    return folder.resolve("data");
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url());
  }

  /** Makes an empty data folder. */
  void initialize() {
    run(
        "initdb",
        "--auth=trust",
        "--username=postgres",
        "--encoding=UTF-8",
        "--locale=C",
        "--no-sync",
        "--pgdata=" + data());
  }

  private void run(String program, String... arguments) {
    try {
      Process done =
          new ProcessBuilder(PostgresBinaries.command(program, arguments))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
      if (!done.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS) || done.exitValue() != 0) {
        throw new IllegalStateException(program + " failed:\n" + output());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Starts the server on its data, and returns when it takes connections. */
  void start() {
    List<String> arguments = new ArrayList<>(List.of("-D", data().toString(), "-p", "" + port));
    List<String> all = new ArrayList<>(settings);
    all.addAll(List.of("listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=on"));
    all.forEach(setting -> arguments.addAll(List.of("-c", setting)));
    try {
      process =
          new ProcessBuilder(PostgresBinaries.command("postgres", arguments.toArray(String[]::new)))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // Its other processes end when this one does.
    Runtime.getRuntime().addShutdownHook(new Thread(running()::destroyForcibly));
    await("SELECT true");
  }

  /** Waits until a query gives true; the server need not take connections yet. */
  void await(String query) {
    long deadline = System.nanoTime() + BOUND.toNanos();
    while (!holds(query)) {
      if (System.nanoTime() > deadline || !running().isAlive()) {
        throw new IllegalStateException("PostgreSQL: not " + query + "\n" + output());
      }
      pause();
    }
  }

  private boolean holds(String query) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      return row.next() && row.getBoolean(1);
    } catch (SQLException e) {
      return false;
    }
  }

  private void pause() {
    try {
      running().waitFor(20, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Process running() {
    Process started = process;
    if (started == null) {
      throw new IllegalStateException("PostgreSQL was not started");
    }
    return started;
  }

  /** Ends all processes of the server with SIGKILL. */
  void kill9() {
    List<ProcessHandle> children = running().descendants().toList();
    running().destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    awaitEnd();
    children.forEach(child -> child.onExit().join());
  }

  /** Stops the server in order: its sessions end, and a standby gets everything before. */
  void stop() {
    signal("INT");
    awaitEnd();
  }

  private void awaitEnd() {
    try {
      if (!running().waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("PostgreSQL did not end:\n" + output());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Sends SIGSTOP to all its processes. */
  void pauseAll() {
    signalAll("STOP");
  }

  /** Sends SIGCONT to all its processes. */
  void resumeAll() {
    signalAll("CONT");
  }

  private void signalAll(String name) {
    List<ProcessHandle> children = running().descendants().toList();
    signal(name);
    children.forEach(child -> signal(name, child.pid()));
  }

  private void signal(String name) {
    if (!signal(name, running().pid())) {
      throw new IllegalStateException("the signal " + name + " was not sent:\n" + output());
    }
  }

  private static boolean signal(String name, long pid) {
    try {
      return new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor() == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Path log() {
    return folder.resolve("log");
  }

  /** What the server printed. */
  String output() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    Process started = process;
    if (started != null && started.isAlive()) {
      // An end without a checkpoint, which removes the shared memory.
      signal("CONT");
      signal("QUIT");
      awaitEnd();
    }
    BaseCopy.delete(folder);
  }
}
