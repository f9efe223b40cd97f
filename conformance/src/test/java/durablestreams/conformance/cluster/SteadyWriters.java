package durablestreams.conformance.cluster;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writers without producer fields, one for each node. Each sends one append after the other to its
 * node, and to the next one while its node refuses connections.
 */
final class SteadyWriters implements AutoCloseable {

  private static final Duration ANSWER = Duration.ofSeconds(20);

  private final List<String> urls;
  private final String name;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Thread> threads = new ArrayList<>();
  private final List<StringBuilder> acknowledged = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final AtomicInteger answers = new AtomicInteger();
  private Duration longest = Duration.ZERO;
  private volatile boolean stopped;

  /**
   * @param name what the names of their streams begin with
   */
  SteadyWriters(List<String> urls, String name) throws IOException, InterruptedException {
    this.urls = urls;
    this.name = name;
    for (int i = 0; i < urls.size(); i++) {
      acknowledged.add(new StringBuilder());
      send(i, HttpRequest.newBuilder(stream(i, i)).PUT(BodyPublishers.noBody()));
      int writer = i;
      threads.add(Thread.ofVirtual().start(() -> write(writer)));
    }
  }

  private URI stream(int node, int writer) {
    return URI.create(urls.get(node) + "/v1/stream/" + name + "-" + writer);
  }

  private HttpResponse<String> send(int writer, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpRequest built = request.timeout(ANSWER).setHeader("Content-Type", "text/plain").build();
    HttpResponse<String> answer = client.send(built, BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      failed("writer %d: %d %s".formatted(writer, answer.statusCode(), answer.body()));
    }
    return answer;
  }

  private void write(int writer) {
    try {
      for (int i = 0; !stopped; i++) {
        append(writer, i + ";");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Connections that are refused have carried nothing: the next node is asked. */
  private void append(int writer, String text) throws InterruptedException {
    long began = System.nanoTime();
    for (int node = writer; !stopped; node = (node + 1) % urls.size()) {
      try {
        HttpRequest.Builder post =
            HttpRequest.newBuilder(stream(node, writer)).POST(BodyPublishers.ofString(text));
        if (send(writer, post).statusCode() < 300) {
          took(writer, text, Duration.ofNanos(System.nanoTime() - began));
        }
        return;
      } catch (ConnectException e) {
        // Another node takes it.
      } catch (IOException e) {
        failed("writer %d at node %d: %s".formatted(writer, node, e));
        return;
      }
    }
  }

  private synchronized void took(int writer, String text, Duration time) {
    acknowledged.get(writer).append(text);
    answers.incrementAndGet();
    longest = time.compareTo(longest) > 0 ? time : longest;
    notifyAll();
  }

  private synchronized void failed(String what) {
    failures.add(what);
    notifyAll();
  }

  /** Waits until that many more appends were acknowledged. */
  synchronized void await(int more) throws InterruptedException {
    int wanted = answers.get() + more;
    long deadline = System.nanoTime() + ANSWER.multipliedBy(3).toNanos();
    while (answers.get() < wanted) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(answers + " appends of " + wanted + ": " + failures);
      }
      wait(100);
    }
  }

  /** The longest time of an append since the last call. */
  synchronized Duration longest() {
    Duration found = longest;
    longest = Duration.ZERO;
    return found;
  }

  /** Requests that were sent, and not acknowledged. */
  synchronized List<String> failures() {
    return List.copyOf(failures);
  }

  /** Stops, and compares what was acknowledged with what each node has. */
  List<String> finish() throws IOException, InterruptedException {
    stopped = true;
    for (Thread thread : threads) {
      thread.join();
    }
    List<String> wrong = new ArrayList<>(failures());
    for (int writer = 0; writer < urls.size(); writer++) {
      for (int node = 0; node < urls.size(); node++) {
        String content = content(node, writer);
        if (!content.equals(acknowledged.get(writer).toString())) {
          wrong.add("node %d has other content of writer %d".formatted(node, writer));
        }
      }
    }
    return wrong;
  }

  private String content(int node, int writer) throws IOException, InterruptedException {
    StringBuilder content = new StringBuilder();
    String offset = "-1";
    while (true) {
      URI page = URI.create(stream(node, writer) + "?offset=" + offset);
      HttpResponse<String> read = send(writer, HttpRequest.newBuilder(page).GET());
      content.append(read.body());
      if (read.statusCode() != 200 || read.headers().firstValue("Stream-Up-To-Date").isPresent()) {
        return content.toString();
      }
      offset = read.headers().firstValue("Stream-Next-Offset").orElseThrow();
    }
  }

  @Override
  public void close() {
    stopped = true;
    client.shutdownNow();
  }
}
