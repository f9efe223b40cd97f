package durablestreams.benchmarks.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A server that reads requests and lets a script write the answers, byte by byte as it likes. */
public final class ScriptedServer implements AutoCloseable {

  /** Answers one request; false ends the connection. */
  @FunctionalInterface
  public interface Script {
    boolean answer(String head, OutputStream out) throws IOException, InterruptedException;
  }

  private final ServerSocket listener;
  private final Script script;

  public ScriptedServer(Script script) throws IOException {
    this.script = script;
    listener = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  public Endpoint endpoint() {
    return Endpoint.local(listener.getLocalPort());
  }

  /** Writes an answer with headers and a body. */
  public static boolean respond(OutputStream out, int status, String headers, String body)
      throws IOException {
    String length = status == 204 ? "" : "Content-Length: " + body.length() + "\r\n";
    out.write(text("HTTP/1.1 " + status + " Status\r\n" + headers + length + "\r\n" + body));
    return true;
  }

  /** Bytes of a text. */
  public static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // The listener was closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      boolean open = true;
      while (open) {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
          int b = in.read();
          if (b < 0) {
            return;
          }
          head.append((char) b);
        }
        in.skipNBytes(contentLength(head.toString()));
        open = script.answer(head.toString(), socket.getOutputStream());
      }
    } catch (IOException e) {
      // The client left.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int contentLength(String head) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
        .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
        .findFirst()
        .orElse(0);
  }
}
