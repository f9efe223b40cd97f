package durablestreams.application.offload;

import durablestreams.application.port.ArchiveOwner;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Null archive of a server that is configured without one. Data that an earlier run moved to an
 * archive cannot be read.
 */
public final class NoArchive implements SegmentArchive {

  @Override
  public void put(String name, Content content, Map<String, String> description) {
    throw none();
  }

  @Override
  public Optional<byte[]> read(String name, long from, int length) {
    throw none();
  }

  @Override
  public void delete(String name) {
    throw none();
  }

  @Override
  public Optional<Described> describe(String name) {
    throw none();
  }

  @Override
  public void list(String prefix, Consumer<Listed> each) {
    throw none();
  }

  @Override
  public Optional<ArchiveOwner> owner() {
    throw none();
  }

  @Override
  public boolean claim(Optional<ArchiveOwner> expected, ArchiveOwner next) {
    throw none();
  }

  private static ArchiveUnavailableException none() {
    return new ArchiveUnavailableException(
        "the data is in an archive, and this server was started without one");
  }

  @Override
  public void close() {}
}
