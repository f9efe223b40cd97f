package durablestreams.bootstrap.storage;

import static durablestreams.bootstrap.settings.SettingType.bytes;

import durablestreams.bootstrap.settings.Setting;
import durablestreams.bootstrap.settings.Setting.Group;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.server.assembly.OpenStore;
import durablestreams.server.store.HeapStore;
import java.util.List;

/** Provider of the store on the Java heap. */
public final class MemoryStore implements StoreProvider {

  public static final Setting<Long> MEMORY_MAX_BYTES =
      Setting.of(
          "MEMORY_MAX_BYTES",
          bytes(1L << 20, 1L << 40),
          "",
          "what the budget leaves of 85 % of the Java heap",
          Group.STORE,
          "Maximum bytes of `store=memory`, and again of `archive=memory`; further appends are "
              + "refused. By default the two share the space equally.");

  MemoryStore() {}

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(MEMORY_MAX_BYTES);
  }

  @Override
  public boolean outlivesProcess() {
    return false;
  }

  @Override
  public boolean isOnHeap() {
    return true;
  }

  /** What is in memory is archived in memory, unless something else is said. */
  @Override
  public String defaultArchive() {
    return "memory";
  }

  @Override
  public String description(Settings settings) {
    return "memory, gone with the process";
  }

  @Override
  public OpenStore open(Settings settings, StorageContext context) {
    return HeapStore.open(context.heapBytes(), context.clock());
  }
}
