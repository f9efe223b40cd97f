package durablestreams.bootstrap.backup;

import durablestreams.application.json.JsonReader;
import durablestreams.bootstrap.settings.OperationCatalog;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.server.assembly.HttpUrl;
import durablestreams.server.assembly.StartException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** A backup by the server that uses the data folder, asked for at its admin listener. */
public final class RemoteBackup {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration BETWEEN = Duration.ofMillis(200);
  private static final int ACCEPTED = 202;
  private static final int CONFLICT = 409;
  private static final int OK = 200;

  private final Settings settings;
  private final OptionalInt port;
  private final Consumer<String> progress;

  /** Takes what was made. */
  public interface Made {
    void backup(String id, long bytes, long parts);
  }

  /**
   * @param port where the admin listener of the server is; empty or 0 if that is not known
   */
  public RemoteBackup(Settings settings, OptionalInt port, Consumer<String> progress) {
    this.settings = settings;
    this.port = port;
    this.progress = progress;
  }

  /** Waits until it is made. */
  public void run(Made made) throws InterruptedException {
    if (port.isEmpty() || port.getAsInt() == 0) {
      throw new StartException(
          "A server uses the data folder: give its ADMIN_PORT, so that it makes the backup");
    }
    String host = settings.get(OperationCatalog.ADMIN_HOST);
    URI address = URI.create(HttpUrl.of(false, host, port.getAsInt()) + BackupApi.PATH);
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      HttpResponse<String> begun = send(client, address, "POST");
      if (begun.statusCode() != ACCEPTED && begun.statusCode() != CONFLICT) {
        throw refused(address, begun);
      }
      if (begun.statusCode() == CONFLICT) {
        throw new StartException("The server is making a backup already");
      }
      await(client, address, made);
    } catch (IOException e) {
      throw new StartException(
          "A server uses the data folder, but its admin listener at %s cannot be reached"
              .formatted(address),
          e);
    }
  }

  private void await(HttpClient client, URI address, Made made)
      throws IOException, InterruptedException {
    while (true) {
      Thread.sleep(BETWEEN);
      HttpResponse<String> reply = send(client, address, "GET");
      if (reply.statusCode() != OK) {
        throw refused(address, reply);
      }
      Map<?, ?> status = JsonReader.object(reply.body());
      if (Boolean.TRUE.equals(status.get("running"))) {
        progress.accept(status.get("runningBytes") + " bytes copied");
      } else if (status.get("problem") instanceof String problem && !problem.isEmpty()) {
        throw new StartException("The backup failed: " + problem);
      } else if (status.get("last") instanceof Map<?, ?> last
          && last.get("id") instanceof String id
          && last.get("bytes") instanceof Long bytes
          && last.get("parts") instanceof Long parts) {
        made.backup(id, bytes, parts);
        return;
      } else {
        throw refused(address, reply);
      }
    }
  }

  private HttpResponse<String> send(HttpClient client, URI address, String method)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(TIMEOUT)
            .method(method, HttpRequest.BodyPublishers.ofString(""));
    settings
        .find(OperationCatalog.ADMIN_TOKEN)
        .ifPresent(token -> request.header("Authorization", "Bearer " + token));
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static StartException refused(URI address, HttpResponse<String> reply) {
    return new StartException(
        "The server at %s made no backup: %d %s"
            .formatted(address, reply.statusCode(), reply.body().strip()));
  }
}
