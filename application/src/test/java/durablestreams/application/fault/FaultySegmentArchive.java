package durablestreams.application.fault;

import durablestreams.application.port.ArchiveOwner;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Fault-injecting wrapper of a segment archive.
 *
 * <p>Three kinds of faults are checked in this order: an {@linkplain #goDown outage} fails
 * everything; {@linkplain #failNext planned} faults hit the next calls of an operation, one each;
 * {@linkplain #failRandomly random} ones hit calls at a rate, from the given generator, so that the
 * same sequence of calls gets the same faults. A slow answer is a {@linkplain #holdNext held} call,
 * which waits until the test lets it go: nothing here sleeps.
 *
 * <p>Safe for use by many threads.
 */
public final class FaultySegmentArchive implements SegmentArchive {

  /** The calls that can fail. */
  public enum Operation {
    PUT,
    READ,
    DELETE,
    DESCRIBE,
    LIST,
    OWNER,
    CLAIM
  }

  /** What can go wrong with a call. */
  public enum Fault {
    /** Nothing happens, and the caller is told so. */
    BEFORE,
    /** All happens, and the caller is told that it failed: the answer got lost. */
    AFTER,
    /** A read ends early, which the archive notices; other operations fail as {@link #AFTER}. */
    TRUNCATED,
    /** A read gives a wrong bit, which the archive does not notice; others fail as above. */
    CORRUPTED
  }

  private final SegmentArchive inner;
  private final RandomGenerator random;
  private final Map<Operation, Deque<Fault>> planned = new EnumMap<>(Operation.class);
  private final Map<Operation, Map<Fault, Double>> rates = new EnumMap<>(Operation.class);
  private final Map<Operation, Deque<HeldCall>> holds = new EnumMap<>(Operation.class);
  private final Map<Operation, Integer> calls = new EnumMap<>(Operation.class);
  private boolean down;

  public FaultySegmentArchive(SegmentArchive inner, RandomGenerator random) {
    this.inner = inner;
    this.random = random;
    for (Operation operation : Operation.values()) {
      planned.put(operation, new ArrayDeque<>());
      rates.put(operation, new EnumMap<>(Fault.class));
      holds.put(operation, new ArrayDeque<>());
      calls.put(operation, 0);
    }
  }

  /** Begins an outage. */
  public synchronized void goDown() {
    down = true;
  }

  /** Ends an outage. */
  public synchronized void comeBack() {
    down = false;
  }

  /** Plans a fault for one more of the next calls. */
  public synchronized void failNext(Operation operation, Fault fault) {
    planned.get(operation).add(fault);
  }

  /** Plans the same fault for the next {@code times} calls. */
  public synchronized void failNext(Operation operation, Fault fault, int times) {
    for (int i = 0; i < times; i++) {
      failNext(operation, fault);
    }
  }

  /**
   * @param rate 0 for never to 1 for always; what is left over by the faults of an operation
   *     succeeds
   */
  public synchronized void failRandomly(Operation operation, Fault fault, double rate) {
    rates.get(operation).put(fault, rate);
  }

  /** Forgets all that is planned, random faults included, and ends an outage. */
  public synchronized void behave() {
    down = false;
    planned.values().forEach(Deque::clear);
    rates.values().forEach(Map::clear);
  }

  /** Makes the next call of this kind wait, before anything else, until it is released. */
  public synchronized HeldCall holdNext(Operation operation) {
    HeldCall hold = new HeldCall();
    holds.get(operation).add(hold);
    return hold;
  }

  /** How often an operation was called so far, failures included. */
  public synchronized int calls(Operation operation) {
    return calls.get(operation);
  }

  /** Changes one bit of an object that is stored, for good. */
  public void corrupt(String name, long at) {
    byte[] bytes = bytesOf(name);
    bytes[Math.toIntExact(at)] ^= 1;
    replace(name, bytes);
  }

  /** Cuts an object that is stored off after {@code size} bytes, for good. */
  public void truncate(String name, int size) {
    replace(name, Arrays.copyOf(bytesOf(name), size));
  }

  private byte[] bytesOf(String name) {
    int size = Math.toIntExact(inner.describe(name).orElseThrow().size());
    return inner.read(name, 0, size).orElseThrow();
  }

  private void replace(String name, byte[] bytes) {
    inner.put(name, new Bytes(bytes), inner.describe(name).orElseThrow().description());
  }

  @Override
  public void put(String name, Content content, Map<String, String> description) {
    call(
        Operation.PUT,
        name,
        () -> {
          inner.put(name, content, description);
          return name;
        });
  }

  @Override
  public Optional<byte[]> read(String name, long from, int length) {
    Optional<Fault> fault = begin(Operation.READ, name);
    Optional<byte[]> bytes = inner.read(name, from, length);
    return switch (fault.orElse(null)) {
      case null -> bytes;
      case BEFORE, AFTER -> throw failed(Operation.READ, name);
      case TRUNCATED ->
          throw new ArchiveUnavailableException("object " + name + " ended early, as planned");
      case CORRUPTED -> bytes.map(this::withOneBitChanged);
    };
  }

  private synchronized byte[] withOneBitChanged(byte[] bytes) {
    byte[] changed = bytes.clone();
    if (changed.length > 0) {
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return changed;
  }

  @Override
  public void delete(String name) {
    deleteAll(List.of(name));
  }

  @Override
  public void deleteAll(List<String> names) {
    call(
        Operation.DELETE,
        String.join(", ", names),
        () -> {
          inner.deleteAll(names);
          return names;
        });
  }

  @Override
  public Optional<Described> describe(String name) {
    return call(Operation.DESCRIBE, name, () -> inner.describe(name));
  }

  @Override
  public void list(String prefix, Consumer<Listed> each) {
    call(
        Operation.LIST,
        prefix,
        () -> {
          inner.list(prefix, each);
          return prefix;
        });
  }

  @Override
  public Optional<ArchiveOwner> owner() {
    return call(Operation.OWNER, "owner record", inner::owner);
  }

  @Override
  public boolean claim(Optional<ArchiveOwner> expected, ArchiveOwner next) {
    return call(Operation.CLAIM, "owner record", () -> inner.claim(expected, next));
  }

  @Override
  public void close() {
    inner.close();
  }

  private <T> T call(Operation operation, String name, Supplier<T> action) {
    Optional<Fault> fault = begin(operation, name);
    T result = action.get();
    if (fault.isPresent()) {
      throw failed(operation, name);
    }
    return result;
  }

  /** Counts, waits where asked to, and fails the call when that is to happen at its start. */
  private Optional<Fault> begin(Operation operation, String name) {
    takeHold(operation).ifPresent(HeldCall::arrive);
    Optional<Fault> fault = takeFault(operation);
    if (fault.filter(Fault.BEFORE::equals).isPresent()) {
      throw failed(operation, name);
    }
    return fault;
  }

  private synchronized Optional<HeldCall> takeHold(Operation operation) {
    calls.merge(operation, 1, Integer::sum);
    return Optional.ofNullable(holds.get(operation).poll());
  }

  private synchronized Optional<Fault> takeFault(Operation operation) {
    if (down) {
      return Optional.of(Fault.BEFORE);
    }
    Fault next = planned.get(operation).poll();
    if (next != null) {
      return Optional.of(next);
    }
    double left = rates.get(operation).isEmpty() ? 1 : random.nextDouble();
    for (Map.Entry<Fault, Double> rate : rates.get(operation).entrySet()) {
      left -= rate.getValue();
      if (left < 0) {
        return Optional.of(rate.getKey());
      }
    }
    return Optional.empty();
  }

  private static ArchiveUnavailableException failed(Operation operation, String name) {
    return new ArchiveUnavailableException(
        "the archive failed, as planned: " + operation + " " + name);
  }

  private record Bytes(byte[] bytes) implements Content {

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }
}
