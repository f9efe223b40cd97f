package durablestreams.bootstrap.storage;

import durablestreams.application.offload.NoArchive;
import durablestreams.application.port.SegmentArchive;
import durablestreams.bootstrap.settings.Settings;
import java.util.List;

/** Provider for a store that keeps everything. */
final class WithoutArchive implements ArchiveProvider {

  @Override
  public List<String> names() {
    return List.of("none");
  }

  @Override
  public boolean outlivesProcess() {
    return false;
  }

  @Override
  public boolean takesSegments() {
    return false;
  }

  @Override
  public String description(Settings settings) {
    return "none, the store keeps everything";
  }

  @Override
  public SegmentArchive open(Settings settings, StorageContext context) {
    return new NoArchive();
  }
}
