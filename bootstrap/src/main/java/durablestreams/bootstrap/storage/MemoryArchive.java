package durablestreams.bootstrap.storage;

import durablestreams.adapters.memory.InMemorySegmentArchive;
import durablestreams.application.port.SegmentArchive;
import durablestreams.bootstrap.settings.Setting;
import durablestreams.bootstrap.settings.Settings;
import java.util.List;

/** Provider of the archive on the Java heap. */
final class MemoryArchive implements ArchiveProvider {

  @Override
  public List<String> names() {
    return List.of("memory");
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(MemoryStore.MEMORY_MAX_BYTES);
  }

  @Override
  public boolean outlivesProcess() {
    return false;
  }

  @Override
  public boolean isOnHeap() {
    return true;
  }

  @Override
  public String description(Settings settings) {
    return "memory, gone with the process";
  }

  @Override
  public SegmentArchive open(Settings settings, StorageContext context) {
    return new InMemorySegmentArchive(context.heapBytes());
  }
}
