package durablestreams.application.backup;

import durablestreams.application.json.JsonWriter;
import durablestreams.application.port.replication.LogPlace;
import java.util.HexFormat;
import java.util.Map;

/**
 * Position in a commit log that a backup of a replica has at least reached.
 *
 * @param logId the id of the log
 * @param place where to read on
 * @param position number of the record there
 * @param term number of elections up to there
 * @param node the node that made the backup
 */
public record LogPosition(long logId, LogPlace place, long position, long term, String node) {

  /** The id of the log, 16 hexadecimal digits. */
  public String log() {
    return HexFormat.of().toHexDigits(logId);
  }

  /** What stands for the store in backups of all replicas. */
  String store() {
    return log() + log();
  }

  void write(JsonWriter json) {
    json.name("log").beginObject().member("id", log()).member("position", position);
    json.member("place", place.number());
    json.member("checksum", HexFormat.of().toHexDigits(place.checksum()));
    json.member("term", term).member("node", node).endObject();
  }

  /**
   * @throws IllegalArgumentException when it is damaged
   */
  static LogPosition parse(Map<?, ?> json) {
    return new LogPosition(
        HexFormat.fromHexDigitsToLong(BackupManifest.text(json, "id")),
        new LogPlace(
            BackupManifest.number(json, "place"),
            HexFormat.fromHexDigitsToLong(BackupManifest.text(json, "checksum"))),
        BackupManifest.number(json, "position"),
        BackupManifest.number(json, "term"),
        BackupManifest.text(json, "node"));
  }
}
