package durablestreams.histories.client;

import durablestreams.histories.history.Call;
import durablestreams.histories.history.Content;
import durablestreams.histories.history.History;
import durablestreams.histories.history.JsonObject;
import durablestreams.histories.history.MessageText;
import durablestreams.histories.history.Operation;
import durablestreams.histories.history.Outcome;
import durablestreams.histories.history.Reply;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Follower of a stream by SSE. Each control event ends an operation that is recorded with the time
 * of the request as its start, since the event may have been on its way since then.
 */
final class SseFollower {
  private final HttpClient http;
  private final History history;
  private final boolean json;
  private final int most;
  private final Duration timeout;

  SseFollower(HttpClient http, History history, boolean json, int most, Duration timeout) {
    this.http = http;
    this.history = history;
    this.json = json;
    this.most = most;
    this.timeout = timeout;
  }

  /** Gives the offset of the last event, or that of the request. */
  String follow(Call call, HttpRequest request) {
    try {
      HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() != 200) {
          Reply reply =
              RecordingClient.reply(response.statusCode(), response.headers(), Content.NONE);
          history.add(new Operation(call, reply));
          return call.offset();
        }
        var limit =
            CompletableFuture.runAsync(
                () -> close(body),
                CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS));
        String last = events(call, body);
        limit.cancel(false);
        return last;
      }
    } catch (IOException e) {
      return call.offset();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return call.offset();
    }
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      // The follower sees the end.
    }
  }

  private String events(Call first, InputStream body) {
    Call call = first;
    var data = new StringBuilder();
    String event = "";
    int events = 0;
    try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.ISO_8859_1))) {
      String line = lines.readLine();
      while (line != null && events < most) {
        if (line.startsWith("event:")) {
          event = line.substring(6).strip();
        } else if (line.startsWith("data:") && event.equals("data")) {
          data.append(unpadded(line.substring(5)));
        } else if (line.startsWith("data:") && event.equals("control")) {
          JsonObject control = JsonObject.parse(line.substring(5));
          String next = control.text("streamNextOffset");
          record(call, data.toString(), control, next);
          call = call.at(next);
          data.setLength(0);
          events++;
          if (control.isTrue("streamClosed")) {
            break;
          }
        }
        line = lines.readLine();
      }
    } catch (IOException e) {
      // What came without its control event is read again by others.
    }
    return call.offset();
  }

  private static String unpadded(String value) {
    return value.startsWith(" ") ? value.substring(1) : value;
  }

  private void record(Call call, String data, JsonObject control, String next) {
    boolean closed = control.isTrue("streamClosed");
    history.add(
        new Operation(
            call,
            new Reply(
                System.nanoTime(),
                Outcome.OK,
                200,
                next,
                control.isTrue("upToDate") || closed,
                closed,
                json ? MessageText.parseJson(data) : MessageText.parseBytes(data))));
  }
}
