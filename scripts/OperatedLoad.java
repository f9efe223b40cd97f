import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Load of 64 connections that append to 64 streams, during which a server is operated: prints the
 * rate of appends while a backup is made, as a part of the rate before and after it, and how long a
 * scrape of the metrics takes. Docs/performance.md has the command and figures.
 */
public final class OperatedLoad {

  private static final int CONNECTIONS = 64;
  private static final int FILL_SECONDS = 20;
  private static final int WINDOW_SECONDS = 8;
  private static final int ROUNDS = 5;
  private static final int SCRAPES = 50;
  private static final byte[] MESSAGE = new byte[256];

  private final URI streams;
  private final URI admin;
  private final HttpClient http = HttpClient.newHttpClient();
  private final LongAdder appends = new LongAdder();

  private OperatedLoad(URI streams, URI admin) {
    this.streams = streams;
    this.admin = admin;
  }

  public static void main(String... arguments) throws Exception {
    if (arguments.length != 2) {
      System.err.println(
          "usage: java scripts/OperatedLoad.java http://127.0.0.1:4437 http://127.0.0.1:4438");
      System.exit(2);
    }
    new OperatedLoad(URI.create(arguments[0]), URI.create(arguments[1])).run();
    System.exit(0);
  }

  private void run() throws Exception {
    for (int i = 0; i < CONNECTIONS; i++) {
      String path = "/v1/stream/load-" + i;
      send(streams.resolve(path), "PUT", "Content-Type", "application/octet-stream");
      Thread.ofPlatform().daemon().start(() -> append(path));
    }
    Thread.sleep(FILL_SECONDS * 1_000L);
    List<Double> parts = new ArrayList<>();
    double before = rate(WINDOW_SECONDS);
    for (int round = 0; round < ROUNDS; round++) {
      double during = backedUp();
      double after = rate(WINDOW_SECONDS);
      parts.add(2 * during / (before + after));
      System.out.printf("appends/s: %.0f, during a backup %.0f, %.0f%n", before, during, after);
      before = after;
    }
    Collections.sort(parts);
    System.out.printf("rate during a backup: %.0f %% (median)%n", 100 * parts.get(ROUNDS / 2));
    scrape();
  }

  private void append(String path) {
    String head =
        "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\n"
                .formatted(path)
            + "Content-Length: " + MESSAGE.length + "\r\n\r\n";
    byte[] request = new byte[head.length() + MESSAGE.length];
    System.arraycopy(head.getBytes(StandardCharsets.US_ASCII), 0, request, 0, head.length());
    try (Socket socket = new Socket(streams.getHost(), streams.getPort())) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (true) {
        out.write(request);
        skipHead(in);
        appends.increment();
      }
    } catch (IOException e) {
      System.err.println("an append failed: " + e.getMessage());
    }
  }

  /** Skips an answer without a body. */
  private static void skipHead(InputStream in) throws IOException {
    for (int ends = 0; ends < 2; ) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the connection ended");
      }
      ends = next == '\n' ? ends + 1 : next == '\r' ? ends : 0;
    }
  }

  private double rate(int seconds) throws InterruptedException {
    long start = System.nanoTime();
    long count = appends.sum();
    Thread.sleep(seconds * 1_000L);
    return (appends.sum() - count) * 1e9 / (System.nanoTime() - start);
  }

  /** The rate while a backup is made. */
  private double backedUp() throws Exception {
    long start = System.nanoTime();
    long count = appends.sum();
    String job = send(admin.resolve("/admin/jobs/backup"), "POST");
    String id = job.replaceAll("(?s).*\"id\":(\\d+).*", "$1");
    while (job.contains("\"running\"")) {
      Thread.sleep(20);
      job = send(admin.resolve("/admin/jobs/" + id), "GET");
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("%.1f s: %s", seconds, job);
    return (appends.sum() - count) / seconds;
  }

  private void scrape() throws Exception {
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < SCRAPES; i++) {
      long start = System.nanoTime();
      send(admin.resolve("/metrics"), "GET");
      times.add((System.nanoTime() - start) / 1e6);
      Thread.sleep(100);
    }
    Collections.sort(times);
    System.out.printf(
        "scrape: %.1f ms (median), %.1f ms (90th percentile)%n",
        times.get(SCRAPES / 2), times.get(SCRAPES * 9 / 10));
  }

  private String send(URI uri, String method, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    var answer = http.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IOException(method + " " + uri + " got " + answer.statusCode() + answer.body());
    }
    return answer.body();
  }
}
