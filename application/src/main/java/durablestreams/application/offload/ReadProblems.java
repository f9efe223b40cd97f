package durablestreams.application.offload;

import durablestreams.application.port.ArchiveOwner;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Archive wrapper that records why its last read failed, for the server status. */
public final class ReadProblems implements SegmentArchive {

  /** Time after which a failure that did not recur is no longer reported. */
  private static final Duration RECENT = Duration.ofMinutes(1);

  private record Problem(String text, Instant at) {}

  private static final Problem NONE = new Problem("", Instant.MIN);

  private final SegmentArchive inner;
  private final InstantSource clock;
  private volatile Problem last = NONE;

  public ReadProblems(SegmentArchive inner, InstantSource clock) {
    this.inner = inner;
    this.clock = clock;
  }

  /** Why the last read failed; empty if it did not, or long ago. */
  public String problem() {
    Problem problem = last;
    return problem.at().isBefore(clock.instant().minus(RECENT)) ? "" : problem.text();
  }

  @Override
  public Optional<byte[]> read(String name, long from, int length) {
    try {
      Optional<byte[]> found = inner.read(name, from, length);
      if (found.isEmpty()) {
        failed("object " + name + " is not in the archive");
      } else if (last != NONE) {
        last = NONE;
      }
      return found;
    } catch (ArchiveUnavailableException e) {
      failed(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private void failed(String why) {
    last = new Problem(why, clock.instant());
  }

  @Override
  public void put(String name, Content content, Map<String, String> description) {
    inner.put(name, content, description);
  }

  @Override
  public void delete(String name) {
    inner.delete(name);
  }

  @Override
  public Optional<Described> describe(String name) {
    return inner.describe(name);
  }

  @Override
  public void list(String prefix, Consumer<Listed> each) {
    inner.list(prefix, each);
  }

  @Override
  public Optional<ArchiveOwner> owner() {
    return inner.owner();
  }

  @Override
  public boolean claim(Optional<ArchiveOwner> expected, ArchiveOwner next) {
    return inner.claim(expected, next);
  }

  @Override
  public void close() {
    inner.close();
  }
}
