package durablestreams.application.backup;

import durablestreams.application.json.JsonReader;
import durablestreams.application.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Manifest of a backup, written last: a backup without one is incomplete.
 *
 * @param server version of the server that made it
 * @param store id of the store
 * @param epoch epoch of the store's claim on its archive, 0 without one
 * @param completed when the last part was stored
 * @param snapshotBytes size of the files in it
 * @param log of a replica, how far it had applied the commit log when the backup was begun
 * @param archive where the objects are that it refers to; they are kept as long as the backup
 */
public record BackupManifest(
    BackupId id,
    String server,
    String store,
    long epoch,
    Instant completed,
    long snapshotBytes,
    Optional<LogPosition> log,
    String archive,
    List<Part> parts) {

  static final long FORMAT = 1;

  /** An object with a part of the snapshot. */
  public record Part(String name, int bytes, String sha256) {}

  /** The size of all parts. */
  public long bytes() {
    return parts.stream().mapToLong(Part::bytes).sum();
  }

  byte[] json() {
    JsonWriter json = new JsonWriter(256 + 160 * parts.size()).beginObject();
    json.member("format", FORMAT).member("id", id.toString()).member("server", server);
    json.member("store", store).member("epoch", epoch);
    json.member("begun", id.begun().toString()).member("completed", completed.toString());
    json.member("snapshotBytes", snapshotBytes).member("bytes", bytes());
    json.member("archive", archive);
    log.ifPresent(position -> position.write(json));
    json.name("parts").beginArray();
    for (Part part : parts) {
      json.beginObject().member("name", part.name()).member("bytes", part.bytes());
      json.member("sha256", part.sha256()).endObject();
    }
    return (json.endArray().endObject() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @throws IllegalArgumentException when it is damaged or of another format
   */
  static BackupManifest parse(BackupId id, byte[] bytes) {
    Map<?, ?> json = JsonReader.object(new String(bytes, StandardCharsets.UTF_8));
    long format = number(json, "format");
    if (format != FORMAT) {
      throw new IllegalArgumentException(
          "its format is %d, and this version reads format %d".formatted(format, FORMAT));
    }
    List<Part> parts = new ArrayList<>();
    if (json.get("parts") instanceof List<?> list) {
      for (Object part : list) {
        Map<?, ?> facts = (Map<?, ?>) part;
        parts.add(
            new Part(
                text(facts, "name"),
                Math.toIntExact(number(facts, "bytes")),
                text(facts, "sha256")));
      }
    }
    return new BackupManifest(
        id,
        text(json, "server"),
        text(json, "store"),
        number(json, "epoch"),
        Instant.parse(text(json, "completed")),
        number(json, "snapshotBytes"),
        json.get("log") instanceof Map<?, ?> log
            ? Optional.of(LogPosition.parse(log))
            : Optional.empty(),
        text(json, "archive"),
        List.copyOf(parts));
  }

  static long number(Map<?, ?> json, String name) {
    if (json.get(name) instanceof Long number) {
      return number;
    }
    throw new IllegalArgumentException("it has no number " + name);
  }

  static String text(Map<?, ?> json, String name) {
    if (json.get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("it has no text " + name);
  }
}
