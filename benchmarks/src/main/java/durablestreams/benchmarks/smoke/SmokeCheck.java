package durablestreams.benchmarks.smoke;

import durablestreams.benchmarks.measure.Latencies;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;

/**
 * Smoke check of latency, with one client: appends, reads of what was appended, and the wake of a
 * long-poll. Every answer is checked, and the stream is deleted at the end.
 */
public final class SmokeCheck {

  /** Requests of each kind that are not counted. */
  private static final int WARM_UP = 5;

  /** Time for the request of a long-poll to reach the server before the append. */
  private static final long AHEAD_NANOS = 10_000_000;

  private static final double SHARE = 0.95;

  private final SmokeSettings settings;
  private final PrintStream out;
  private final Map<String, Latencies> figures = new LinkedHashMap<>();

  public SmokeCheck(SmokeSettings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
  }

  /**
   * Checks a server and prints what it found.
   *
   * @param streams URL of its streams
   * @param name of the stream that is used, which does not exist
   * @return whether the check has passed
   * @throws IOException when the server cannot be reached or an answer is wrong
   */
  public boolean run(URI streams, String name) throws IOException {
    out.printf("Smoke check of %s, %d samples of each%n%n", streams, settings.iterations());
    double timeout = -1;
    try (SmokeClient client = new SmokeClient(streams + "/" + name, settings.authorization())) {
      String tail = client.create();
      try {
        tail = appendsAndReads(client, tail);
        tail = wakes(client, tail);
        timeout = settings.timesOut() ? timeout(client, tail) : timeout;
      } finally {
        client.delete();
      }
    }
    print(timeout);
    return verdict();
  }

  private String appendsAndReads(SmokeClient client, String from) throws IOException {
    Latencies appends = figure("append");
    Latencies reads = figure("read");
    String tail = from;
    for (int i = -WARM_UP; i < settings.iterations(); i++) {
      String message = "message " + i + "\n";
      long start = System.nanoTime();
      String next = client.append(message);
      long appended = System.nanoTime();
      String page = client.read(tail);
      long read = System.nanoTime();
      if (!page.equals(message)) {
        throw new IOException(
            "the read at offset %s gave %d characters, and not what was appended there"
                .formatted(tail, page.length()));
      }
      if (i >= 0) {
        appends.record(appended - start);
        reads.record(read - appended);
      }
      tail = next;
    }
    return tail;
  }

  /** From the beginning of an append to the answer of the long-poll that waits for it. */
  private String wakes(SmokeClient client, String from) throws IOException {
    Latencies wakes = figure("long-poll wake");
    String tail = from;
    for (int i = -WARM_UP; i < settings.iterations(); i++) {
      String message = "wake " + i + "\n";
      CompletableFuture<Long> woken =
          client.poll(tail).thenApply(answer -> answered(answer, message));
      LockSupport.parkNanos(AHEAD_NANOS);
      long start = System.nanoTime();
      tail = client.append(message);
      long end = join(woken);
      if (i >= 0) {
        wakes.record(end - start);
      }
    }
    return tail;
  }

  private static long answered(HttpResponse<String> answer, String message) {
    long now = System.nanoTime();
    try {
      if (!SmokeClient.expect(200, answer).body().equals(message)) {
        throw new IOException("a long-poll was not answered with what was appended");
      }
    } catch (IOException e) {
      throw new CompletionException(e);
    }
    return now;
  }

  /** Milliseconds until a long-poll without news is answered. */
  private static double timeout(SmokeClient client, String tail) throws IOException {
    long start = System.nanoTime();
    SmokeClient.expect(204, join(client.poll(tail)));
    return (System.nanoTime() - start) / 1e6;
  }

  private static <T> T join(CompletableFuture<T> future) throws IOException {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
    }
  }

  private Latencies figure(String name) {
    return figures.computeIfAbsent(name, n -> new Latencies());
  }

  private void print(double timeout) {
    out.printf("%-18s %10s %10s %10s%n", "", "p50 ms", "p95 ms", "longest");
    figures.forEach((name, times) ->
        out.printf(
            Locale.ROOT,
            "%-18s %10.2f %10.2f %10.2f%n",
            name,
            times.millis(0.5),
            times.millis(SHARE),
            times.longestMillis()));
    if (timeout >= 0) {
      out.printf(Locale.ROOT, "%-18s %10.2f%n", "long-poll timeout", timeout);
    }
  }

  private boolean verdict() {
    List<String> beyond = new ArrayList<>();
    figures.forEach((name, times) -> {
      if (times.millis(SHARE) > settings.budgetMillis()) {
        beyond.add(name);
      }
    });
    String budget = String.format(Locale.ROOT, "%.3f", settings.budgetMillis());
    budget = budget.replaceFirst("\\.?0+$", "");
    if (beyond.isEmpty()) {
      out.printf("%nEach p95 is within the budget of %s ms.%n", budget);
      return true;
    }
    out.printf(
        "%nBeyond the budget of %s ms: p95 of %s.%s%n",
        budget,
        String.join(", ", beyond),
        settings.enforced() ? "" : " Not a failure: PERF_ENFORCE=1 makes it one.");
    return !settings.enforced();
  }
}
