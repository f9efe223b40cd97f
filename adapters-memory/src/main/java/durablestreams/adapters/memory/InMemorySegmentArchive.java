package durablestreams.adapters.memory;

import durablestreams.application.port.ArchiveLimits;
import durablestreams.application.port.ArchiveOwner;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A segment archive on the heap; objects live until they are deleted or the process ends.
 *
 * <p>An object has at most {@link #MAX_OBJECT_BYTES}, the longest array. An object beyond the limit
 * for all objects is refused like an upload to an archive that is down: its segments stay in the
 * store.
 */
public final class InMemorySegmentArchive implements SegmentArchive {

  /** Bytes of the largest object. */
  public static final int MAX_OBJECT_BYTES = Integer.MAX_VALUE - 8;

  private record StoredBytes(byte[] bytes, Map<String, String> description) {}

  private final ConcurrentNavigableMap<String, StoredBytes> objects = new ConcurrentSkipListMap<>();
  private final AtomicReference<@Nullable ArchiveOwner> owner = new AtomicReference<>();
  private final long maxBytes;

  /** Bytes of all objects; changed only under the lock of this object. */
  private long held;

  /** An archive that takes what the heap takes. */
  public InMemorySegmentArchive() {
    this(Long.MAX_VALUE);
  }

  /**
   * @param maxBytes that all objects have together
   */
  public InMemorySegmentArchive(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public void put(String name, Content content, Map<String, String> description) {
    ArchiveLimits.requireName(name);
    Map<String, String> kept = Map.copyOf(ArchiveLimits.requireDescription(description));
    requireRoom(content.size() - sizeOf(objects.get(name)));
    hold(name, new StoredBytes(bytesOf(name, content), kept));
  }

  private synchronized void hold(String name, StoredBytes object) {
    long growth = object.bytes().length - sizeOf(objects.get(name));
    requireRoom(growth);
    objects.put(name, object);
    held += growth;
  }

  private synchronized void requireRoom(long growth) {
    if (growth > maxBytes - held) {
      throw new ArchiveUnavailableException(
          "the archive in memory is full: it may hold "
              + maxBytes
              + " bytes; delete streams, or give it more");
    }
  }

  private static long sizeOf(@Nullable StoredBytes object) {
    return object == null ? 0 : object.bytes().length;
  }

  private static byte[] bytesOf(String name, Content content) {
    long size = content.size();
    if (size > MAX_OBJECT_BYTES) {
      throw new ArchiveUnavailableException(
          "object " + name + " of " + size + " bytes is too large for an archive in memory");
    }
    try (InputStream in = content.open()) {
      byte[] bytes = in.readNBytes((int) size);
      if (bytes.length < size || in.read() >= 0) {
        throw new ArchiveUnavailableException(
            "the content of object " + name + " has not the " + size + " bytes it claims");
      }
      return bytes;
    } catch (IOException e) {
      throw new ArchiveUnavailableException(
          "the content of object " + name + " could not be read: " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<byte[]> read(String name, long from, int length) {
    ArchiveLimits.requireRange(from, length);
    StoredBytes object = objects.get(ArchiveLimits.requireName(name));
    if (object == null) {
      return Optional.empty();
    }
    byte[] bytes = object.bytes();
    if (from > bytes.length - length) {
      throw new ArchiveUnavailableException(
          "object %s has %d bytes, too few for %d from byte %d"
              .formatted(name, bytes.length, length, from));
    }
    return Optional.of(Arrays.copyOfRange(bytes, (int) from, (int) from + length));
  }

  @Override
  public synchronized void delete(String name) {
    held -= sizeOf(objects.remove(ArchiveLimits.requireName(name)));
  }

  @Override
  public Optional<Described> describe(String name) {
    return Optional.ofNullable(objects.get(ArchiveLimits.requireName(name)))
        .map(object -> new Described(object.bytes().length, object.description()));
  }

  @Override
  public void list(String prefix, Consumer<Listed> each) {
    ArchiveLimits.requirePrefix(prefix);
    for (Map.Entry<String, StoredBytes> object : objects.tailMap(prefix).entrySet()) {
      if (!object.getKey().startsWith(prefix)) {
        return;
      }
      each.accept(new Listed(object.getKey(), object.getValue().bytes().length));
    }
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

  /** Keeps all objects, so that an archive can be handed to the next server of the same process. */
  @Override
  public void close() {}
}
