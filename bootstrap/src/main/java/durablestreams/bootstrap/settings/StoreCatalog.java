package durablestreams.bootstrap.settings;

import static durablestreams.bootstrap.settings.SettingType.bytes;
import static durablestreams.bootstrap.settings.SettingType.count;

import durablestreams.bootstrap.settings.Setting.Group;
import java.nio.file.Path;
import java.util.List;

/** Settings of every store and of memory. */
public final class StoreCatalog {

  public static final Setting<Path> DATA =
      Setting.of(
          "DATA",
          new SettingType.FilePath(),
          "./data",
          Group.STORE,
          "Data folder; one process at a time may use it.");

  public static final Setting<Boolean> REGISTRY =
      Setting.of(
          "REGISTRY",
          new SettingType.Switch(),
          "on",
          Group.STORE,
          "Record creations and deletions of streams in the stream `__registry__`.");

  public static final Setting<Integer> COMMIT_QUEUE_MAX_OPERATIONS =
      Setting.of(
          "COMMIT_QUEUE_MAX_OPERATIONS",
          count(1, 10_000_000),
          "20000",
          Group.COMMIT,
          "Maximum writes that wait for a commit; further ones get 503.");

  public static final Setting<Long> MEMORY_BUDGET =
      Setting.of(
          "MEMORY_BUDGET",
          bytes(16L << 20, 1L << 40),
          "",
          "60 % of the Java heap; 40 % with streams in memory",
          Group.COMMIT,
          "Bytes shared by request bodies, answers, tail windows, warm streams and caches; a "
              + "request whose share is used up gets 503. At most 85 % of the Java heap.");

  static final List<Setting<?>> ALL =
      List.of(DATA, REGISTRY, COMMIT_QUEUE_MAX_OPERATIONS, MEMORY_BUDGET);

  private StoreCatalog() {}
}
