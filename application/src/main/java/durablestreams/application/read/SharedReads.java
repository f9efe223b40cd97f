package durablestreams.application.read;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Things that are read once however many want them, and kept while there is room.
 *
 * <p>What is being read is in the map already, so that whoever wants it as well waits for that one
 * read. What failed is forgotten, and everybody who waited is told. Least recently used things make
 * room.
 *
 * <p>Not a library's cache: those let go first of what was used only once, which here is what was
 * read ahead.
 */
final class SharedReads<K, V> {

  /**
   * What a read found.
   *
   * @param lasting whether it will be the same tomorrow, so that it may be kept
   */
  record Found<V>(V value, boolean lasting) {}

  private final long maxBytes;
  private final ToLongFunction<V> size;
  private final BiConsumer<K, V> dropped;
  private final LinkedHashMap<K, CompletableFuture<V>> reads = new LinkedHashMap<>(64, 0.75f, true);
  private long bytes;

  /**
   * @param maxBytes what may be kept, in bytes as {@code size} tells them
   * @param dropped is told what made room
   */
  SharedReads(long maxBytes, ToLongFunction<V> size, BiConsumer<K, V> dropped) {
    this.maxBytes = maxBytes;
    this.size = size;
    this.dropped = dropped;
  }

  /** What is known as {@code id}, or what {@code read} finds; throws what that throws. */
  V get(K id, Supplier<Found<V>> read) {
    CompletableFuture<V> mine = new CompletableFuture<>();
    CompletableFuture<V> flight = enter(id, mine);
    if (flight == mine) {
      run(id, read, mine);
    }
    try {
      return flight.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /**
   * Has {@code executor} read what nobody asked for yet, unless it is known or being read.
   *
   * @param next runs when it is there: at once if it is known, and not at all if it is being read
   */
  void begin(K id, Executor executor, Supplier<Found<V>> read, Consumer<V> next) {
    CompletableFuture<V> mine = new CompletableFuture<>();
    CompletableFuture<V> flight = enter(id, mine);
    if (flight != mine) {
      valueOf(flight).ifPresent(next);
      return;
    }
    try {
      executor.execute(() -> {
        run(id, read, mine);
        valueOf(mine).ifPresent(next);
      });
    } catch (RejectedExecutionException e) {
      // The server stops. Nobody waits for what nobody reads.
      forget(id);
      mine.completeExceptionally(e);
    }
  }

  private static <V> Optional<V> valueOf(CompletableFuture<V> flight) {
    return flight.isDone() && !flight.isCompletedExceptionally()
        ? Optional.of(flight.join())
        : Optional.empty();
  }

  private synchronized CompletableFuture<V> enter(K id, CompletableFuture<V> mine) {
    CompletableFuture<V> known = reads.get(id);
    if (known == null) {
      reads.put(id, mine);
      return mine;
    }
    return known;
  }

  private void run(K id, Supplier<Found<V>> read, CompletableFuture<V> flight) {
    try {
      Found<V> found = read.get();
      if (found.lasting()) {
        keep(found.value());
      } else {
        forget(id);
      }
      flight.complete(found.value());
    } catch (RuntimeException | Error e) {
      forget(id);
      flight.completeExceptionally(e);
    }
  }

  private synchronized void forget(K id) {
    reads.remove(id);
  }

  private synchronized void keep(V value) {
    bytes += size.applyAsLong(value);
    Iterator<Map.Entry<K, CompletableFuture<V>>> eldest = reads.entrySet().iterator();
    while (bytes > maxBytes && eldest.hasNext()) {
      Map.Entry<K, CompletableFuture<V>> entry = eldest.next();
      Optional<V> old = valueOf(entry.getValue());
      if (old.isPresent()) {
        bytes -= size.applyAsLong(old.get());
        eldest.remove();
        dropped.accept(entry.getKey(), old.get());
      }
    }
  }
}
