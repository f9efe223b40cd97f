package durablestreams.benchmarks.bare;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Fan-out of every message, as an event, to all listeners of its path, written by half as many
 * threads as there are processors; each has readers of its own. Without readers it costs a look.
 */
final class FanOut {

  private static final byte[] OPENED = ":\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EVENT = "event: data\ndata:".getBytes(StandardCharsets.US_ASCII);

  private final List<ExecutorService> writers = new ArrayList<>();
  private final AtomicInteger readers = new AtomicInteger();
  private final ConcurrentHashMap<String, List<Reader>> byPath = new ConcurrentHashMap<>();

  FanOut() {
    for (int i = 0; i < Math.max(1, Runtime.getRuntime().availableProcessors() / 2); i++) {
      writers.add(Executors.newSingleThreadExecutor());
    }
  }

  private record Reader(OutputStream out, int writer, CountDownLatch gone) {

    void write(byte[] bytes) {
      try {
        out.write(bytes);
        out.flush();
      } catch (IOException | RuntimeException e) {
        gone.countDown();
      }
    }
  }

  /** Sends what comes to {@code out}, after a comment, and returns when that fails. */
  void listen(String path, OutputStream out) throws InterruptedException {
    int writer = Math.floorMod(readers.getAndIncrement(), writers.size());
    Reader reader = new Reader(out, writer, new CountDownLatch(1));
    List<Reader> all = byPath.computeIfAbsent(path, key -> new CopyOnWriteArrayList<>());
    all.add(reader);
    writers.get(writer).execute(() -> reader.write(OPENED));
    try {
      reader.gone.await();
    } finally {
      all.remove(reader);
    }
  }

  /** Has a message sent, and does not wait for it. */
  void send(String path, byte[] message) {
    List<Reader> all = byPath.getOrDefault(path, List.of());
    if (all.isEmpty()) {
      return;
    }
    byte[] event = event(message);
    for (int i = 0; i < writers.size(); i++) {
      int writer = i;
      writers.get(i).execute(() -> write(all, writer, event));
    }
  }

  private static byte[] event(byte[] message) {
    byte[] event = Arrays.copyOf(EVENT, EVENT.length + message.length + 2);
    System.arraycopy(message, 0, event, EVENT.length, message.length);
    Arrays.fill(event, event.length - 2, event.length, (byte) '\n');
    return event;
  }

  private static void write(List<Reader> all, int writer, byte[] event) {
    for (Reader reader : all) {
      if (reader.writer == writer) {
        reader.write(event);
      }
    }
  }
}
