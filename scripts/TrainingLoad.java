import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * A load as busy servers have it, from which the JVM learns which methods to compile at once: appends
 * over many connections, of bytes, of JSON and with producer headers; live readers by SSE and by
 * long-poll; and reads of a long stream. Each part takes a share of the time.
 *
 * <p>Usage by itself: {@code java TrainingLoad.java <port> <seconds>}, on a server of this machine.
 */
public final class TrainingLoad {
  private static final int CONNECTIONS = 64;
  private static final int READERS = 200;
  private static final int WAITERS = 50;
  private static final int MESSAGE = 256;
  private static final int LONG_STREAM = 64 << 20;
  private static final int PAGE = 64 << 10;
  private static final long LIVE_PAUSE_MILLIS = 5;
  private static final String JSON = "application/json";
  private static final String BYTES = "application/octet-stream";

  private final int port;
  private final Duration length;

  TrainingLoad(int port, Duration length) {
    this.port = port;
    this.length = length;
  }

  public static void main(String[] args) throws Exception {
    Duration length = Duration.ofSeconds(Integer.parseInt(args[1]));
    new TrainingLoad(Integer.parseInt(args[0]), length).run();
  }

  void run() throws Exception {
    appends(share(0.4));
    live(JSON, share(0.12));
    live(BYTES, share(0.12));
    longPolls(share(0.1));
    catchUp("long-json", JSON, array(PAGE), share(0.13));
    catchUp("long-bytes", BYTES, new byte[PAGE], share(0.13));
  }

  private long share(double of) {
    return (long) (length.toNanos() * of);
  }

  /** Each connection appends to a stream of its own: of four, two bytes, one JSON, one a producer. */
  private void appends(long nanos) throws Exception {
    BooleanSupplier over = after(nanos);
    inParallel(CONNECTIONS, number -> {
      String stream = "appended-" + number;
      String type = number % 4 == 1 ? JSON : BYTES;
      byte[] body = number % 4 == 1 ? object(MESSAGE) : new byte[MESSAGE];
      try (Line line = new Line(port)) {
        line.create(stream, type);
        for (int i = 0; !over.getAsBoolean(); i++) {
          String producer =
              number % 4 == 3
                  ? "Producer-Id: p%d\r\nProducer-Epoch: 0\r\nProducer-Seq: %d\r\n"
                      .formatted(number, i)
                  : "";
          line.append(stream, type, producer, body);
        }
      }
    });
  }

  /** Many readers by SSE, which end when their stream is closed. */
  private void live(String type, long nanos) throws Exception {
    BooleanSupplier over = after(nanos);
    String stream = "live-" + type.substring(type.indexOf('/') + 1);
    byte[] body = type.equals(JSON) ? object(MESSAGE) : "x".repeat(MESSAGE).getBytes();
    try (Line writer = new Line(port)) {
      writer.create(stream, type);
      inParallel(READERS + 1, number -> {
        if (number < READERS) {
          try (Line reader = new Line(port)) {
            reader.readToEnd(stream + "?offset=-1&live=sse");
          }
        } else {
          while (!over.getAsBoolean()) {
            writer.append(stream, type, "", body);
            Thread.sleep(LIVE_PAUSE_MILLIS);
          }
          writer.append(stream, type, "Stream-Closed: true\r\n", body);
        }
      });
    }
  }

  private void longPolls(long nanos) throws Exception {
    BooleanSupplier over = after(nanos);
    AtomicBoolean closed = new AtomicBoolean();
    String stream = "polled";
    try (Line writer = new Line(port)) {
      writer.create(stream, JSON);
      inParallel(WAITERS + 1, number -> {
        if (number < WAITERS) {
          try (Line waiter = new Line(port)) {
            String offset = "-1";
            while (!closed.get()) {
              offset = waiter.get(stream + "?live=long-poll&offset=" + offset);
            }
          }
        } else {
          while (!over.getAsBoolean()) {
            writer.append(stream, JSON, "", object(MESSAGE));
            Thread.sleep(LIVE_PAUSE_MILLIS);
          }
          closed.set(true);
          writer.append(stream, JSON, "Stream-Closed: true\r\n", object(MESSAGE));
        }
      });
    }
  }

  /** A long stream, written in large appends, then read by one and by four at once. */
  private void catchUp(String stream, String type, byte[] page, long nanos) throws Exception {
    try (Line writer = new Line(port)) {
      writer.create(stream, type);
      for (int written = 0; written < LONG_STREAM; written += page.length) {
        writer.append(stream, type, "", page);
      }
    }
    for (int readers : new int[] {1, 4}) {
      BooleanSupplier over = after(nanos / 2);
      inParallel(readers, number -> {
        try (Line reader = new Line(port)) {
          while (!over.getAsBoolean()) {
            String offset = "-1";
            do {
              offset = reader.get(stream + "?offset=" + offset);
            } while (!reader.upToDate());
          }
        }
      });
    }
  }

  private static BooleanSupplier after(long nanos) {
    long end = System.nanoTime() + nanos;
    return () -> System.nanoTime() - end >= 0;
  }

  private static byte[] object(int length) {
    String begin = "{\"text\":\"";
    return (begin + "x".repeat(length - begin.length() - 2) + "\"}").getBytes();
  }

  private static byte[] array(int length) {
    List<String> objects = new ArrayList<>();
    for (int i = 0; i < length / (MESSAGE + 1); i++) {
      objects.add(new String(object(MESSAGE), StandardCharsets.US_ASCII));
    }
    return ("[" + String.join(",", objects) + "]").getBytes();
  }

  @FunctionalInterface
  private interface Part {
    void run(int number) throws Exception;
  }

  /** Runs the part once for each number; fails with the first that fails. */
  private static void inParallel(int count, Part part) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> parts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int number = i;
        Callable<Void> task =
            () -> {
              part.run(number);
              return null;
            };
        parts.add(threads.submit(task));
      }
      for (Future<Void> one : parts) {
        one.get(10, TimeUnit.MINUTES);
      }
    }
  }

  /** A kept connection with one request under way. */
  private static final class Line implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 120_000;

    private final Socket socket;
    private final InputStream in;
    private final byte[] buffer = new byte[64 << 10];
    private int at;
    private int end;
    private String head = "";

    Line(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      in = socket.getInputStream();
    }

    void create(String stream, String type) throws IOException {
      exchange("PUT", stream, "Content-Type: " + type + "\r\nContent-Length: 0\r\n", new byte[0]);
    }

    void append(String stream, String type, String fields, byte[] body) throws IOException {
      String all = "Content-Type: " + type + "\r\nContent-Length: " + body.length + "\r\n" + fields;
      exchange("POST", stream, all, body);
    }

    /** Reads an answer and returns the offset behind it. */
    String get(String target) throws IOException {
      exchange("GET", target, "", new byte[0]);
      return field("stream-next-offset");
    }

    boolean upToDate() {
      return field("stream-up-to-date").equals("true");
    }

    /** Reads whatever comes until the answer or the connection ends. */
    void readToEnd(String target) throws IOException {
      send("GET", target, "Connection: close\r\n", new byte[0]);
      while (in.read(buffer) >= 0) {
        // What it says is of no interest.
      }
    }

    private void exchange(String method, String target, String fields, byte[] body)
        throws IOException {
      send(method, target, fields, body);
      readHead();
      if (!head.startsWith("http/1.1 2")) {
        throw new IOException(method + " " + target + " was answered with " + head);
      }
      if (field("transfer-encoding").equals("chunked")) {
        int size;
        do {
          size = Integer.parseInt(line().strip(), 16);
          skip(size + 2);
        } while (size > 0);
      } else if (!field("content-length").isEmpty()) {
        skip(Integer.parseInt(field("content-length")));
      }
    }

    private void send(String method, String target, String fields, byte[] body) throws IOException {
      byte[] start =
          "%s /v1/stream/%s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n"
              .formatted(method, target, fields)
              .getBytes(StandardCharsets.US_ASCII);
      byte[] request = new byte[start.length + body.length];
      System.arraycopy(start, 0, request, 0, start.length);
      System.arraycopy(body, 0, request, start.length, body.length);
      socket.getOutputStream().write(request);
    }

    private void readHead() throws IOException {
      StringBuilder lines = new StringBuilder();
      String next;
      do {
        next = line();
        lines.append(next).append('\n');
      } while (!next.isBlank());
      head = lines.toString().toLowerCase();
    }

    private String field(String name) {
      int from = head.indexOf("\n" + name + ":");
      if (from < 0) {
        return "";
      }
      return head.substring(from + name.length() + 2, head.indexOf('\n', from + 1)).strip();
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int next = read(); next != '\n'; next = read()) {
        line.append((char) next);
      }
      return line.toString();
    }

    private void skip(int count) throws IOException {
      for (int left = count; left > 0; ) {
        if (at == end) {
          fill();
        }
        int step = Math.min(left, end - at);
        at += step;
        left -= step;
      }
    }

    private int read() throws IOException {
      if (at == end) {
        fill();
      }
      return buffer[at++];
    }

    private void fill() throws IOException {
      at = 0;
      end = in.read(buffer);
      if (end < 0) {
        end = 0;
        throw new EOFException("the server closed a connection");
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
