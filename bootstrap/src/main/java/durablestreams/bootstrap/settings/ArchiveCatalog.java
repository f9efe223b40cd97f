package durablestreams.bootstrap.settings;

import static durablestreams.bootstrap.settings.SettingType.bytes;
import static durablestreams.bootstrap.settings.SettingType.count;
import static durablestreams.bootstrap.settings.SettingType.time;

import durablestreams.bootstrap.settings.Setting.Group;
import java.time.Duration;
import java.util.List;

/** Settings of every archive: its owner, and when segments are sealed, uploaded and compacted. */
public final class ArchiveCatalog {

  public static final Setting<Boolean> TAKE_ARCHIVE =
      Setting.of(
          "TAKE_ARCHIVE",
          new SettingType.Switch(),
          "off",
          Group.ARCHIVE,
          "Take the archive over from the store that owns it. Use it for one start, after the "
              + "former server was stopped for good.");

  public static final Setting<Boolean> ALLOW_MISSING_OBJECTS =
      Setting.of(
          "ALLOW_MISSING_OBJECTS",
          new SettingType.Switch(),
          "off",
          Group.ARCHIVE,
          "Start although the archive lacks objects that the index names; reads of them get 503.");

  public static final Setting<Duration> ARCHIVE_GRACE =
      Setting.of(
          "ARCHIVE_GRACE",
          time(Duration.ZERO, Duration.ofDays(3_650)),
          "24h",
          Group.ARCHIVE,
          "How long an object stays in the archive after its stream was deleted or compaction "
              + "replaced it; longer while a kept backup may refer to it.");

  public static final Setting<Integer> SEGMENT_MAX_MESSAGES =
      Setting.of(
          "SEGMENT_MAX_MESSAGES",
          count(1, Integer.MAX_VALUE),
          "1000",
          Group.ARCHIVE,
          "Seal the open segment once it has this many messages.");

  public static final Setting<Long> SEGMENT_MAX_BYTES =
      Setting.of(
          "SEGMENT_MAX_BYTES",
          bytes(1, 1L << 30),
          "4MiB",
          Group.ARCHIVE,
          "Seal the open segment once it has this many bytes.");

  public static final Setting<Duration> SEGMENT_IDLE =
      Setting.of(
          "SEGMENT_IDLE",
          SettingType.timeout(),
          "30s",
          Group.ARCHIVE,
          "Seal the open segment once its last append is this long ago.");

  public static final Setting<Duration> SEGMENT_MAX_AGE =
      Setting.of(
          "SEGMENT_MAX_AGE",
          SettingType.timeout(),
          "5m",
          Group.ARCHIVE,
          "Seal the open segment once its first append is this long ago.");

  public static final Setting<Duration> UPLOAD_DELAY =
      Setting.of(
          "UPLOAD_DELAY",
          time(Duration.ZERO, Duration.ofHours(24)),
          "10s",
          Group.ARCHIVE,
          "How long a sealed segment waits for neighbours to share an object with.");

  public static final Setting<Integer> UPLOAD_PARALLELISM =
      Setting.of(
          "UPLOAD_PARALLELISM",
          count(1, 256),
          "",
          "4 with `archive=r2`, else 1",
          Group.ARCHIVE,
          "Maximum concurrent uploads and removals. More than one into a folder on the data disk "
              + "delays appends.");

  public static final Setting<Long> OBJECT_MAX_BYTES =
      Setting.of(
          "OBJECT_MAX_BYTES",
          bytes(1, 4L << 30),
          "32MiB",
          Group.ARCHIVE,
          "Maximum size of an object that combines several neighbouring segments.");

  public static final Setting<Integer> COMPACT_FROM =
      Setting.of(
          "COMPACT_FROM",
          count(2, 10_000),
          "8",
          Group.ARCHIVE,
          "Compact once this many adjacent small objects exist (see `COMPACT_BELOW`).");

  public static final Setting<Long> COMPACT_BELOW =
      Setting.of(
          "COMPACT_BELOW",
          bytes(1, 4L << 30),
          "8MiB",
          Group.ARCHIVE,
          "Size below which an object counts as small for compaction.");

  static final List<Setting<?>> ALL =
      List.of(
          TAKE_ARCHIVE,
          ALLOW_MISSING_OBJECTS,
          ARCHIVE_GRACE,
          SEGMENT_MAX_MESSAGES,
          SEGMENT_MAX_BYTES,
          SEGMENT_IDLE,
          SEGMENT_MAX_AGE,
          UPLOAD_DELAY,
          UPLOAD_PARALLELISM,
          OBJECT_MAX_BYTES,
          COMPACT_FROM,
          COMPACT_BELOW);

  private ArchiveCatalog() {}

  /** All of them; they have no effect where nothing is archived. */
  public static List<Setting<?>> settings() {
    return ALL;
  }
}
