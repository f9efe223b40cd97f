package durablestreams.conformance.soak;

import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.WireConnection;
import durablestreams.conformance.harness.WireException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * Appends of 256 bytes over some connections, one in flight on each. Every connection has streams
 * of its own and takes them in turn; every message says which it is, so that a reader can tell
 * loss, order and repetition.
 */
final class AppendLoad {
  static final int MESSAGE_BYTES = 256;
  private static final String NAME = "soak/";

  private final StreamServer server;
  private final int connections;
  private final AtomicLongArray acknowledged;
  private final LongAdder total = new LongAdder();

  AppendLoad(StreamServer server, int streams, int connections) {
    this.server = server;
    this.connections = Math.min(connections, streams);
    this.acknowledged = new AtomicLongArray(streams);
  }

  void createStreams() throws IOException {
    try (WireConnection connection = server.connect()) {
      for (int i = 0; i < acknowledged.length(); i++) {
        stream(i).put(TestStream.BYTES).sendOn(connection).expect(201);
      }
    }
  }

  TestStream stream(int number) {
    return server.stream(NAME + number);
  }

  /** Appends that were acknowledged, in all streams. */
  long total() {
    return total.sum();
  }

  /** Appends as long as {@code goOn} says; any reply but 204 ends it with an exception. */
  void run(BooleanSupplier goOn) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        int first = i;
        tasks.add(() -> {
          appendFrom(first, goOn);
          return true;
        });
      }
      for (Future<Boolean> done : threads.invokeAll(tasks)) {
        done.get();
      }
    }
  }

  private void appendFrom(int first, BooleanSupplier goOn) throws IOException {
    try (var socket = new Socket(server.address().getAddress(), server.address().getPort())) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(60_000);
      var in = new BufferedInputStream(socket.getInputStream());
      while (true) {
        for (int i = first; i < acknowledged.length(); i += connections) {
          if (!goOn.getAsBoolean()) {
            return;
          }
          socket.getOutputStream().write(request(i, acknowledged.get(i)));
          expect204(in);
          acknowledged.incrementAndGet(i);
          total.increment();
        }
      }
    }
  }

  private byte[] request(int stream, long number) {
    return ("POST "
            + stream(stream).path()
            + " HTTP/1.1\r\nHost: soak\r\nContent-Type: application/octet-stream\r\nContent-Length: "
            + MESSAGE_BYTES
            + "\r\n\r\n"
            + message(number))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String message(long number) {
    String text = number + " ";
    return text + ".".repeat(MESSAGE_BYTES - text.length() - 1) + "\n";
  }

  /** Reads a reply without a body up to its empty line. */
  private static void expect204(InputStream in) throws IOException {
    var head = new StringBuilder(512);
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new WireException("the server closed the connection after: " + head);
      }
      head.append((char) next);
    }
    if (!head.substring(9, 12).equals("204")) {
      throw new WireException("an append was answered with: " + head);
    }
  }

  /** Reads a stream whole and compares it with what was appended; gives its bytes. */
  long check(int stream) {
    byte[] all = stream(stream).readAll("-1");
    long messages = acknowledged.get(stream);
    if (all.length != messages * MESSAGE_BYTES) {
      throw new AssertionError(
          "stream %d has %d bytes after %d appends".formatted(stream, all.length, messages));
    }
    for (long number = 0; number < messages; number++) {
      int from = Math.toIntExact(number * MESSAGE_BYTES);
      String stored = new String(all, from, MESSAGE_BYTES, StandardCharsets.ISO_8859_1);
      if (!stored.equals(message(number))) {
        throw new AssertionError("stream %d has at %d: %s".formatted(stream, number, stored));
      }
    }
    return all.length;
  }
}
