package embedded;

import durablestreams.application.port.ArchiveOwner;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** An archive in a map, which shows the first upload. The contract kit tests a real one. */
final class MapArchive implements SegmentArchive {

  private record Stored(byte[] bytes, Map<String, String> description) {}

  private final Map<String, Stored> objects = new ConcurrentSkipListMap<>();
  private final AtomicReference<ArchiveOwner> owner = new AtomicReference<>();
  private final CountDownLatch uploaded = new CountDownLatch(1);

  void awaitUpload() throws InterruptedException {
    uploaded.await();
  }

  @Override
  public void put(String name, Content content, Map<String, String> description) {
    try (InputStream in = content.open()) {
      objects.put(name, new Stored(in.readAllBytes(), Map.copyOf(description)));
    } catch (IOException e) {
      throw new ArchiveUnavailableException("the content could not be read", e);
    }
    uploaded.countDown();
  }

  @Override
  public Optional<byte[]> read(String name, long from, int length) {
    return Optional.ofNullable(objects.get(name))
        .map(object -> Arrays.copyOfRange(object.bytes(), (int) from, (int) from + length));
  }

  @Override
  public void delete(String name) {
    objects.remove(name);
  }

  @Override
  public Optional<Described> describe(String name) {
    return Optional.ofNullable(objects.get(name))
        .map(object -> new Described(object.bytes().length, object.description()));
  }

  @Override
  public void list(String prefix, Consumer<Listed> each) {
    objects.forEach((name, object) -> {
      if (name.startsWith(prefix)) {
        each.accept(new Listed(name, object.bytes().length));
      }
    });
  }

  @Override
  public Optional<ArchiveOwner> owner() {
    return Optional.ofNullable(owner.get());
  }

  @Override
  public boolean claim(Optional<ArchiveOwner> expected, ArchiveOwner next) {
    ArchiveOwner current = owner.get();
    return Optional.ofNullable(current).equals(expected) && owner.compareAndSet(current, next);
  }

  @Override
  public void close() {}
}
