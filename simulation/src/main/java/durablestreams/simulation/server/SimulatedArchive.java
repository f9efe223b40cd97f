package durablestreams.simulation.server;

import durablestreams.application.port.ArchiveOwner;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import durablestreams.domain.segment.StoredObject;
import durablestreams.simulation.schedule.Scheduler;
import durablestreams.simulation.schedule.SimulatedRuntime;
import durablestreams.simulation.weave.Mutant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/** Archive that outlives the server, and is slow, down, or lies. */
final class SimulatedArchive implements SegmentArchive {

  private final NavigableMap<String, Stored> objects = new TreeMap<>();
  private Optional<ArchiveOwner> owner = Optional.empty();
  private final Faults faults;
  private final Scheduler scheduler;
  private final Mutant mutant;

  /** Names of objects that are not what an upload was told. */
  private final Set<String> lies = new TreeSet<>();

  private record Stored(byte[] bytes, Map<String, String> description) {}

  SimulatedArchive(Faults faults, Scheduler scheduler, Mutant mutant) {
    this.faults = faults;
    this.scheduler = scheduler;
    this.mutant = mutant;
  }

  /** Whether an object has lied about what it holds. */
  boolean hasLied() {
    return !lies.isEmpty();
  }

  /** Whether the object is there as a whole, or the archive has lied about it. */
  boolean isWhole(StoredObject object) {
    if (lies.contains(object.name())) {
      return true;
    }
    Stored found = objects.get(object.name());
    if (found == null || found.bytes().length != object.size()) {
      return false;
    }
    CRC32C crc = new CRC32C();
    crc.update(found.bytes());
    return (int) crc.getValue() == object.crc32c();
  }

  /** The names of all objects. */
  List<String> names() {
    return List.copyOf(objects.keySet());
  }

  @Override
  public void put(String name, Content content, Map<String, String> description) {
    Faults.OfArchive fault = faults.ofUpload();
    if (fault == Faults.OfArchive.BEFORE) {
      throw failed(name);
    }
    byte[] bytes = bytesOf(content);
    if (mutant == Mutant.PUBLISHED_BEFORE_WHOLE) {
      objects.put(name, new Stored(Arrays.copyOf(bytes, bytes.length / 2), description));
      scheduler.after(50_000_000, null, () -> objects.put(name, new Stored(bytes, description)));
      return;
    }
    waitLong();
    lies.remove(name);
    switch (fault) {
      case LIE -> lies.add(name);
      case DAMAGED -> {
        lies.add(name);
        objects.put(name, new Stored(withOneBitChanged(bytes), description));
      }
      default -> objects.put(name, new Stored(bytes, description));
    }
    scheduler.trace("archived " + name + (lies.contains(name) ? " with a lie" : ""));
    scheduler.step();
    if (fault == Faults.OfArchive.AFTER) {
      throw failed(name);
    }
  }

  private static byte[] bytesOf(Content content) {
    try (InputStream in = content.open()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] withOneBitChanged(byte[] bytes) {
    byte[] changed = bytes.clone();
    if (changed.length > 0) {
      changed[scheduler.random().nextInt(changed.length)] ^= 4;
    }
    return changed;
  }

  @Override
  public Optional<byte[]> read(String name, long from, int length) {
    Faults.OfArchive fault = faults.ofArchiveRead();
    Optional<byte[]> bytes = call(fault, name, () -> part(name, from, length));
    return fault == Faults.OfArchive.DAMAGED ? bytes.map(this::withOneBitChanged) : bytes;
  }

  private Optional<byte[]> part(String name, long from, int length) {
    Stored found = objects.get(name);
    if (found != null && from + length > found.bytes().length) {
      throw new ArchiveUnavailableException("object " + name + " is too short");
    }
    return Optional.ofNullable(found)
        .map(object -> Arrays.copyOfRange(object.bytes(), (int) from, (int) from + length));
  }

  @Override
  public void delete(String name) {
    deleteAll(List.of(name));
  }

  @Override
  public void deleteAll(List<String> names) {
    Faults.OfArchive fault = faults.ofArchive();
    if (fault == Faults.OfArchive.LATER) {
      long when = scheduler.random().nextLong(3_000_000_000L);
      scheduler.after(when, null, () -> names.forEach(objects::remove));
      throw failed(names.toString());
    }
    call(
        fault,
        names.toString(),
        () -> {
          names.forEach(objects::remove);
          scheduler.trace("removed " + names);
          return true;
        });
  }

  @Override
  public Optional<Described> describe(String name) {
    return call(
        faults.ofArchive(),
        name,
        () ->
            Optional.ofNullable(objects.get(name))
                .map(object -> new Described(object.bytes().length, object.description())));
  }

  @Override
  public void list(String prefix, Consumer<Listed> each) {
    call(
        faults.ofArchive(),
        prefix,
        () -> {
          objects
              .tailMap(prefix, true)
              .forEach((name, object) -> {
                if (name.startsWith(prefix)) {
                  each.accept(new Listed(name, object.bytes().length));
                }
              });
          return true;
        });
  }

  @Override
  public Optional<ArchiveOwner> owner() {
    return call(faults.ofArchive(), "owner", () -> owner);
  }

  @Override
  public boolean claim(Optional<ArchiveOwner> expected, ArchiveOwner next) {
    return call(
        faults.ofArchive(),
        "owner",
        () -> {
          boolean mine = owner.equals(expected);
          owner = mine ? Optional.of(next) : owner;
          return mine;
        });
  }

  private <T> T call(Faults.OfArchive fault, String name, Supplier<T> action) {
    if (fault == Faults.OfArchive.BEFORE || fault == Faults.OfArchive.LATER) {
      scheduler.step();
      throw failed(name);
    }
    waitLong();
    T result = action.get();
    scheduler.step();
    if (fault == Faults.OfArchive.AFTER) {
      throw failed(name);
    }
    return result;
  }

  private void waitLong() {
    try {
      SimulatedRuntime.sleep(Duration.ofNanos(faults.archiveLatency()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ArchiveUnavailableException("interrupted", e);
    }
  }

  private static ArchiveUnavailableException failed(String name) {
    return new ArchiveUnavailableException("a fault of the simulation: " + name);
  }

  @Override
  public void close() {}
}
