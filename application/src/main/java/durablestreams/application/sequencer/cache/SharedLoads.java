package durablestreams.application.sequencer.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Single-flight loading: threads that look up the same cold stream wait for one load.
 *
 * <p>A thread joins at most one load, and then reads the cache, which is current. If the load left
 * no entry there, the thread loads the stream itself, because a load that began before its call may
 * have seen an older state.
 */
final class SharedLoads {

  private final ConcurrentHashMap<Object, CompletableFuture<Boolean>> running =
      new ConcurrentHashMap<>();

  @Nullable StreamEntry find(
      Object name, Supplier<@Nullable StreamEntry> cached, Supplier<@Nullable StreamEntry> load) {
    CompletableFuture<Boolean> mine = new CompletableFuture<>();
    CompletableFuture<Boolean> other = running.putIfAbsent(name, mine);
    if (other != null) {
      other.join();
      StreamEntry entry = cached.get();
      return entry != null ? entry : loaded(cached, load);
    }
    try {
      return loaded(cached, load);
    } finally {
      running.remove(name, mine);
      mine.complete(true);
    }
  }

  /** A stream that the store did not have yet may have been created and admitted meanwhile. */
  private static @Nullable StreamEntry loaded(
      Supplier<@Nullable StreamEntry> cached, Supplier<@Nullable StreamEntry> load) {
    StreamEntry entry = load.get();
    return entry != null ? entry : cached.get();
  }
}
