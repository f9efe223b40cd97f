package durablestreams.histories.implementation;

import durablestreams.histories.check.HistoryCheck;
import durablestreams.histories.check.Report;
import durablestreams.histories.client.Payloads;
import durablestreams.histories.client.RecordingClient;
import durablestreams.histories.client.Servers;
import durablestreams.histories.history.History;
import durablestreams.histories.history.Operation;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Resources of one test: clients of the server, names of its own, and a history that is checked.
 */
final class Probe implements AutoCloseable {
  private static final Duration RESTART = Duration.ofMinutes(2);

  private final Servers servers;
  private final String restart;
  private final String prefix;
  private final History history = new History();
  private final Payloads payloads = new Payloads("m");
  private final AtomicInteger names = new AtomicInteger();
  private final AtomicInteger clients = new AtomicInteger();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  Probe(Servers servers, String restart, String prefix) {
    this.servers = servers;
    this.restart = restart;
    this.prefix = prefix;
  }

  /** A name that no stream had before. */
  String unused() {
    return prefix + "/" + names.getAndIncrement();
  }

  Payloads payloads() {
    return payloads;
  }

  History history() {
    return history;
  }

  Servers servers() {
    return servers;
  }

  /** A client that is a process of the history. */
  RecordingClient client() {
    return new RecordingClient(http, servers, "p" + clients.getAndIncrement(), history);
  }

  /** Does all at the same time; the first failure is that of the test. */
  <T> List<T> together(List<Callable<T>> tasks) throws InterruptedException {
    List<T> results = new ArrayList<>();
    for (Future<T> done : threads.invokeAll(tasks)) {
      results.add(result(done));
    }
    return results;
  }

  /** Does it meanwhile. */
  <T> Future<T> meanwhile(Callable<T> task) {
    return threads.submit(task);
  }

  static <T> T result(Future<T> done) throws InterruptedException {
    try {
      return done.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TestFailure failure) {
        throw failure;
      }
      throw new TestFailure("a client failed: " + e.getCause());
    }
  }

  /** Restarts the server by the command that was given, and waits until it answers. */
  void restart() throws IOException, InterruptedException {
    Process command =
        new ProcessBuilder("/bin/sh", "-c", restart)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (!command.waitFor(RESTART.toSeconds(), TimeUnit.SECONDS) || command.exitValue() != 0) {
      throw new TestFailure("the command of IMPLEMENTATION_TEST_RESTART failed");
    }
    long deadline = System.nanoTime() + RESTART.toNanos();
    while (client().head(prefix + "/none").reply().status() == 0) {
      if (System.nanoTime() > deadline) {
        throw new TestFailure("the server does not answer after its restart");
      }
      Thread.sleep(20);
    }
  }

  /** Reads to the tail from a place; gives all answers. */
  List<Operation> readAll(RecordingClient client, String stream, boolean json, String from) {
    List<Operation> pages = new ArrayList<>();
    Operation page = client.read(stream, json, from);
    pages.add(page);
    while (page.isOk() && !page.reply().upToDate() && pages.size() < 100_000) {
      page = client.read(stream, json, page.reply().next());
      pages.add(page);
    }
    return pages;
  }

  /** Holds all that happened so far against the rules of histories. */
  void check() {
    Report report = HistoryCheck.check(history.operations());
    if (!report.isClean()) {
      throw new TestFailure(report.toString());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    http.shutdownNow();
  }
}
