package durablestreams.application.admin;

import durablestreams.application.live.Delivery;
import durablestreams.application.port.StreamDirectory;
import durablestreams.application.tail.FollowerProgress;
import durablestreams.application.tail.TailHub;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.StreamKey;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Use case that lists the live readers of a stream, and disconnects one. */
public final class BrowseReaders {

  /** Maximum readers of one list. */
  public static final int MAX_READERS = 1_000;

  private final StreamDirectory directory;
  private final TailHub tails;
  private final InstantSource clock;

  public BrowseReaders(StreamDirectory directory, TailHub tails, InstantSource clock) {
    this.directory = directory;
    this.tails = tails;
    this.clock = clock;
  }

  /**
   * A live reader.
   *
   * @param id unique in this process
   * @param address of the client; empty for a reader in this process
   * @param at the offset after what was delivered
   * @param deliveredBytes bytes of the messages that were delivered
   */
  public record Reader(
      long id, Delivery delivery, String address, Instant since, Offset at, long deliveredBytes) {}

  /** Number of live readers of a stream. */
  public int count(StreamKey key) {
    return tails.followers(key);
  }

  /**
   * Readers of the stream of that name, longest first; empty if there is no such stream.
   *
   * @param after the id of the last reader of the list before; 0 to begin with
   */
  public Optional<List<Reader>> list(String name, long after, int limit) {
    return directory
        .streamNamed(name)
        .map(stream ->
            tails.progress(stream.key()).stream()
                .filter(reader -> reader.id() > after)
                .sorted(Comparator.comparingLong(FollowerProgress::id))
                .limit(Math.min(limit, MAX_READERS))
                .map(this::reader)
                .toList());
  }

  /**
   * Ends a reader in order: a stream of events ends, a long-poll is answered as after a timeout.
   * Empty if that stream has no such reader.
   */
  public Optional<Reader> disconnect(String name, long id) {
    return directory
        .streamNamed(name)
        .flatMap(stream -> tails.disconnect(stream.key(), id))
        .map(this::reader);
  }

  private Reader reader(FollowerProgress reader) {
    return new Reader(
        reader.id(),
        reader.client().delivery(),
        reader.client().address().get(),
        clock.instant().minusNanos(reader.ageNanos()).truncatedTo(ChronoUnit.MILLIS),
        reader.at(),
        reader.bytes());
  }
}
