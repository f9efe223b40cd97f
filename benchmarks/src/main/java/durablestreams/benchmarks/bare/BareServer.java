package durablestreams.benchmarks.bare;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ceiling of every measurement: a Helidon server that reads a body and forgets it, and on a GET
 * sends as many bytes as the stream's name asks for ({@code …-67108864b}), all from one array. To
 * those who read live it sends each body as an event, as it is.
 *
 * <p>What this reaches, a server on Helidon cannot exceed, but for events: it sends each by itself,
 * where one that is late could send several at once. How near ours comes says what the protocol and
 * the store cost.
 */
public final class BareServer {

  private static final Pattern SIZE = Pattern.compile("-(\\d+)b$");
  private static final HeaderName NEXT_OFFSET = HeaderNames.create("Stream-Next-Offset");
  private static final int CHUNK_BYTES = 64 * 1024;

  private final byte[] chunk = new byte[CHUNK_BYTES];
  private final FanOut fanOut = new FanOut();

  private BareServer() {
    Arrays.fill(chunk, (byte) 'x');
  }

  /** Serves on 127.0.0.1 at the port given as the only argument, until the process is stopped. */
  public static void main(String[] arguments) {
    BareServer bare = new BareServer();
    WebServer.builder()
        .host("127.0.0.1")
        .port(Integer.parseInt(arguments[0]))
        .connectionOptions(options -> options.tcpNoDelay(true))
        .useNio(false)
        .addProtocol(Http1Config.builder().validateResponseHeaders(false).build())
        .routing(routing -> routing.any(bare::answer))
        .build()
        .start();
  }

  private void answer(ServerRequest request, ServerResponse response) {
    switch (request.prologue().method().text()) {
      case "PUT" -> response.status(Status.CREATED_201).header(NEXT_OFFSET, "0").send();
      case "GET" -> {
        if (request.query().contains("live")) {
          sendEvents(request, response);
        } else {
          sendBytes(request, response);
        }
      }
      default -> {
        if (request.content().hasEntity()) {
          fanOut.send(pathOf(request), request.content().as(byte[].class));
        }
        response.status(Status.NO_CONTENT_204).send();
      }
    }
  }

  private static String pathOf(ServerRequest request) {
    return request.prologue().uriPath().rawPath();
  }

  private void sendEvents(ServerRequest request, ServerResponse response) {
    response.header(HeaderNames.CONTENT_TYPE, "text/event-stream");
    try (OutputStream out = response.outputStream()) {
      fanOut.listen(pathOf(request), out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sendBytes(ServerRequest request, ServerResponse response) {
    Matcher size = SIZE.matcher(pathOf(request));
    long remaining = size.find() ? Long.parseLong(size.group(1)) : 0;
    response.header(HeaderNames.create("Stream-Up-To-Date"), "true");
    response.contentLength(remaining);
    try (OutputStream out = response.outputStream()) {
      while (remaining > 0) {
        int length = (int) Math.min(remaining, chunk.length);
        out.write(chunk, 0, length);
        remaining -= length;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
