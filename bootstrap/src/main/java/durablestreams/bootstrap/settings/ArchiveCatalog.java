package durablestreams.bootstrap.settings;

import static durablestreams.bootstrap.settings.SettingType.bytes;
import static durablestreams.bootstrap.settings.SettingType.count;
import static durablestreams.bootstrap.settings.SettingType.time;

import durablestreams.bootstrap.settings.Setting.Group;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Settings of the cold tier: when segments are sealed and where they are stored. */
public final class ArchiveCatalog {

  /** Where segments go when they are no longer hot. */
  public enum ArchiveChoice {
    FILES,
    R2,
    MEMORY,
    NONE
  }

  public static final Setting<ArchiveChoice> ARCHIVE =
      Setting.of(
          "ARCHIVE",
          new SettingType.Choice<>(ArchiveChoice.class, Map.of("s3", ArchiveChoice.R2)),
          "",
          "files; memory with `store=memory`",
          Group.ARCHIVE,
          "Where sealed segments are stored: a folder, an R2 or S3 bucket (`r2` and `s3` mean the "
              + "same), memory, or nowhere, so that the store keeps everything.");

  public static final Setting<Path> ARCHIVE_DIR =
      Setting.of(
          "ARCHIVE_DIR",
          new SettingType.FilePath(),
          "",
          "`archive` in the data folder",
          Group.ARCHIVE,
          "Folder of `archive=files`.");

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
              + "replaced it; at least the age of the oldest backup that may be restored.");

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

  public static final Setting<URI> R2_ENDPOINT =
      Setting.of(
          "R2_ENDPOINT",
          new SettingType.Url(),
          "",
          Group.R2,
          "URL of the S3 service, such as `https://<account>.r2.cloudflarestorage.com`.");

  public static final Setting<String> R2_BUCKET =
      Setting.of("R2_BUCKET", new SettingType.Text(), "", Group.R2, "Name of the bucket.");

  public static final Setting<String> R2_ACCESS_KEY_ID =
      Setting.of(
          "R2_ACCESS_KEY_ID",
          new SettingType.Text(),
          "",
          Group.R2,
          "ID of the access key of the bucket.");

  public static final Setting<String> R2_SECRET_ACCESS_KEY =
      Setting.of(
          "R2_SECRET_ACCESS_KEY",
          new SettingType.Secret(),
          "",
          Group.R2,
          "Secret access key of the bucket.");

  public static final Setting<String> R2_REGION =
      Setting.of(
          "R2_REGION",
          new SettingType.Text(),
          "auto",
          Group.R2,
          "Region of the bucket; R2 has one, named `auto`.");

  public static final Setting<Boolean> R2_PATH_STYLE =
      Setting.of(
          "R2_PATH_STYLE",
          new SettingType.Switch(),
          "on",
          Group.R2,
          "Put the bucket in the path of URLs; `off` puts it in front of the host name "
              + "(virtual-hosted style).");

  public static final Setting<String> R2_PREFIX =
      Setting.of(
          "R2_PREFIX",
          new SettingType.Text(),
          "",
          Group.R2,
          "Prefix of all object names, so that a bucket can be shared.");

  static final List<Setting<?>> ALL =
      List.of(
          ARCHIVE,
          ARCHIVE_DIR,
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
          COMPACT_BELOW,
          R2_ENDPOINT,
          R2_BUCKET,
          R2_ACCESS_KEY_ID,
          R2_SECRET_ACCESS_KEY,
          R2_REGION,
          R2_PATH_STYLE,
          R2_PREFIX);

  private ArchiveCatalog() {}
}
