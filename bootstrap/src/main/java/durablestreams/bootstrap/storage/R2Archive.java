package durablestreams.bootstrap.storage;

import durablestreams.adapters.r2.R2SegmentArchive;
import durablestreams.adapters.r2.R2Settings;
import durablestreams.application.port.SegmentArchive;
import durablestreams.bootstrap.settings.Setting;
import durablestreams.bootstrap.settings.Setting.Group;
import durablestreams.bootstrap.settings.SettingType;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import java.net.URI;
import java.util.List;

/** Provider of the archive in a bucket of R2 or any S3. */
public final class R2Archive implements ArchiveProvider {

  private static final int UPLOADS_TO_A_BUCKET = 4;

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

  private static final List<Setting<?>> SETTINGS =
      List.of(
          R2_ENDPOINT,
          R2_BUCKET,
          R2_ACCESS_KEY_ID,
          R2_SECRET_ACCESS_KEY,
          R2_REGION,
          R2_PATH_STYLE,
          R2_PREFIX);

  R2Archive() {}

  @Override
  public List<String> names() {
    return List.of("r2", "s3");
  }

  @Override
  public List<Setting<?>> settings() {
    return SETTINGS;
  }

  @Override
  public void check(Settings settings) {
    bucket(settings);
  }

  /** Far away it takes several at once to keep up. */
  @Override
  public int parallelUploads() {
    return UPLOADS_TO_A_BUCKET;
  }

  @Override
  public String description(Settings settings) {
    return "r2, bucket " + settings.find(R2_BUCKET).orElse("");
  }

  @Override
  public String place(Settings settings) {
    return "The archive bucket %s (%s, %s)"
        .formatted(settings.find(R2_BUCKET).orElse(""), R2_BUCKET.flag(), R2_PREFIX.flag());
  }

  @Override
  public SegmentArchive open(Settings settings, StorageContext context) {
    return new R2SegmentArchive(bucket(settings));
  }

  /**
   * The bucket.
   *
   * @throws SettingsException when one of its settings is missing or cannot be right
   */
  public static R2Settings bucket(Settings settings) {
    try {
      return R2Settings.of(
              required(settings, R2_ENDPOINT),
              required(settings, R2_BUCKET),
              required(settings, R2_ACCESS_KEY_ID),
              required(settings, R2_SECRET_ACCESS_KEY))
          .withRegion(settings.get(R2_REGION))
          .withPathStyle(settings.get(R2_PATH_STYLE))
          .withKeyPrefix(settings.find(R2_PREFIX).orElse(""));
    } catch (IllegalArgumentException e) {
      throw new SettingsException(String.valueOf(e.getMessage()));
    }
  }

  private static <T> T required(Settings settings, Setting<T> setting) {
    return settings
        .find(setting)
        .orElseThrow(() ->
            new SettingsException(
                "archive=r2 needs %s: %s".formatted(setting.variable(), setting.sentence())));
  }
}
