package durablestreams.bootstrap.settings;

import static durablestreams.bootstrap.settings.SettingType.bytes;
import static durablestreams.bootstrap.settings.SettingType.count;

import durablestreams.bootstrap.settings.Setting.Group;
import java.nio.file.Path;
import java.util.List;

/** Settings of the store and of its memory. */
public final class StoreCatalog {

  /** What keeps the streams. */
  public enum StoreChoice {
    MEMORY,
    SQLITE
  }

  public static final Setting<StoreChoice> STORE =
      Setting.of(
          "STORE",
          new SettingType.Choice<>(StoreChoice.class),
          "sqlite",
          Group.STORE,
          "Where streams are stored: a SQLite file in the data folder, forced to disk before "
              + "every reply, or memory, which is lost when the process ends.");

  public static final Setting<Path> DATA =
      Setting.of(
          "DATA",
          new SettingType.FilePath(),
          "./data",
          Group.STORE,
          "Data folder; one process at a time may use it.");

  public static final Setting<Long> MEMORY_MAX_BYTES =
      Setting.of(
          "MEMORY_MAX_BYTES",
          bytes(1L << 20, 1L << 40),
          "",
          "what the budget leaves of 85 % of the Java heap",
          Group.STORE,
          "Maximum bytes of `store=memory`, and again of `archive=memory`; further appends are "
              + "refused. By default the two share the space equally.");

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
          "Heap bytes shared by request bodies, answers, tail windows, warm streams and caches; a "
              + "request whose share is used up gets 503.");

  static final List<Setting<?>> ALL =
      List.of(STORE, DATA, MEMORY_MAX_BYTES, REGISTRY, COMMIT_QUEUE_MAX_OPERATIONS, MEMORY_BUDGET);

  private StoreCatalog() {}
}
