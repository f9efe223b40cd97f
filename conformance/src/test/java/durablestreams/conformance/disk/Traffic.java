package durablestreams.conformance.disk;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.TestStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** Concurrent writers that remember what each append was answered, and the check of a stream. */
final class Traffic implements AutoCloseable {

  private static final Pattern MESSAGE = Pattern.compile("<([^>]*)>");

  private final TestStream stream;
  private final String padding;
  private final List<Thread> writers = new ArrayList<>();
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final Set<String> unknown = ConcurrentHashMap.newKeySet();

  /** Of connections that broke. */
  private final Set<String> unanswered = ConcurrentHashMap.newKeySet();

  private final AtomicInteger unexpected = new AtomicInteger();
  private volatile boolean stopped;

  Traffic(TestStream stream, int count) {
    this(stream, count, "");
  }

  /**
   * @param padding follows each message, and contains no message
   */
  Traffic(TestStream stream, int count, String padding) {
    this.stream = stream;
    this.padding = padding;
    for (int i = 0; i < count; i++) {
      int writer = i;
      writers.add(Thread.ofVirtual().start(() -> write(writer)));
    }
  }

  private void write(int writer) {
    for (int i = 0; !stopped; i++) {
      String message = writer + "." + i;
      try {
        HttpReply reply = stream.post(TestStream.TEXT, "<" + message + ">" + padding).send();
        switch (reply.status()) {
          case 200, 204 -> acknowledged.add(message);
          case 503 -> refused.add(message);
          case 500 -> {
            unknown.add(message);
            if (reply.has("Retry-After")) {
              unexpected.incrementAndGet();
            }
          }
          default -> unexpected.incrementAndGet();
        }
      } catch (UncheckedIOException e) {
        unanswered.add(message);
      }
    }
  }

  int acknowledged() {
    return acknowledged.size();
  }

  int refused() {
    return refused.size();
  }

  int unknown() {
    return unknown.size();
  }

  /** Waits until {@code condition} holds. */
  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + 60_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      Thread.onSpinWait();
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Ends the writers; the server may be gone. */
  @Override
  public void close() {
    stopped = true;
    for (Thread writer : writers) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Nothing acknowledged is missing, nothing refused is there, and nothing is there twice. */
  void check() {
    String text = new String(stream.readAll("-1"), StandardCharsets.UTF_8);
    Map<String, Integer> found = new HashMap<>();
    MESSAGE.matcher(text).results().forEach(m -> found.merge(m.group(1), 1, Integer::sum));
    assertThat(unexpected.get()).as("unexpected answers").isZero();
    assertThat(acknowledged).as("acknowledged").allMatch(found::containsKey);
    assertThat(refused).as("refused").noneMatch(found::containsKey);
    assertThat(found.values()).as("times").allMatch(times -> times == 1);
  }
}
