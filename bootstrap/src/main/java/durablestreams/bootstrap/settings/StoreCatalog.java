package durablestreams.bootstrap.settings;

import static durablestreams.bootstrap.settings.Kind.bytes;
import static durablestreams.bootstrap.settings.Kind.count;

import durablestreams.bootstrap.settings.Setting.Group;
import java.nio.file.Path;
import java.util.List;

/** What keeps the streams, and the memory that goes into it. */
public final class StoreCatalog {

  /** What keeps the streams. */
  public enum StoreChoice {
    MEMORY,
    SQLITE
  }

  public static final Setting<StoreChoice> STORE =
      Setting.of(
          "STORE",
          new Kind.Choice<>(StoreChoice.class),
          "sqlite",
          Group.STORE,
          "What keeps the streams: a SQLite file in the data folder, forced to the disk "
              + "before every reply, or memory, which is gone with the process.");

  public static final Setting<Path> DATA =
      Setting.of(
          "DATA",
          new Kind.FilePath(),
          "./data",
          Group.STORE,
          "The data folder. One process at a time.");

  public static final Setting<Long> MEMORY_MAX_BYTES =
      Setting.of(
          "MEMORY_MAX_BYTES",
          bytes(1L << 20, 1L << 40),
          "",
          "what the budget leaves of 85 % of the Java heap",
          Group.STORE,
          "Bytes that `store=memory` takes, and `archive=memory` once more; appends beyond "
              + "them are refused. By default both share equally.");

  public static final Setting<Boolean> REGISTRY =
      Setting.of(
          "REGISTRY",
          new Kind.Switch(),
          "on",
          Group.STORE,
          "Whether creations and deletions are written to the stream `__registry__`.");

  public static final Setting<Integer> COMMIT_QUEUE_MAX_OPERATIONS =
      Setting.of(
          "COMMIT_QUEUE_MAX_OPERATIONS",
          count(1, 10_000_000),
          "20000",
          Group.COMMIT,
          "Writes that may wait for their commit; beyond it, 503.");

  public static final Setting<Long> MEMORY_BUDGET =
      Setting.of(
          "MEMORY_BUDGET",
          bytes(16L << 20, 1L << 40),
          "",
          "60 % of the Java heap; 40 % with streams in memory",
          Group.COMMIT,
          "Heap bytes for request bodies, answers, tail windows, warm streams and caches "
              + "together. A request that finds its share used up gets 503.");

  static final List<Setting<?>> ALL =
      List.of(STORE, DATA, MEMORY_MAX_BYTES, REGISTRY, COMMIT_QUEUE_MAX_OPERATIONS, MEMORY_BUDGET);

  private StoreCatalog() {}
}
