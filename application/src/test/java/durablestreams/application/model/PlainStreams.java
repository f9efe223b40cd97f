package durablestreams.application.model;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reference model of all streams, with expiry, deletes and forks. */
final class PlainStreams {

  private final Map<String, PlainStream> byPath = new HashMap<>();
  private final ManualInstants clock;

  PlainStreams(ManualInstants clock) {
    this.clock = clock;
  }

  Instant now() {
    return clock.instant();
  }

  /** The stream at a path, soft-deleted or not; null where there is none, or not any more. */
  @Nullable PlainStream at(String path) {
    forgetExpired();
    return byPath.get(path);
  }

  void add(PlainStream stream) {
    byPath.put(stream.path, stream);
    if (stream.source != null) {
      stream.source.forks++;
    }
  }

  /** Those that are there for readers and writers. */
  List<PlainStream> living() {
    forgetExpired();
    return byPath.values().stream().filter(s -> !s.softDeleted).toList();
  }

  boolean isEmpty() {
    return byPath.isEmpty();
  }

  /** A stream with forks stays for their sake, and goes with the last of them. */
  void remove(PlainStream stream) {
    if (stream.forks > 0) {
      stream.softDeleted = true;
      return;
    }
    PlainStream leaf = stream;
    while (true) {
      byPath.remove(leaf.path, leaf);
      PlainStream source = leaf.source;
      if (source == null) {
        return;
      }
      source.forks--;
      if (source.forks > 0 || !source.softDeleted) {
        return;
      }
      leaf = source;
    }
  }

  void advance(Duration time) {
    clock.advance(time);
    leaveDoubtfulTimes();
    forgetExpired();
  }

  /**
   * Goes on to a time at which no stream is just over. The server may let a sliding life last
   * longer than it must, by a quarter of its length, after the state of the stream had to leave
   * memory.
   */
  private void leaveDoubtfulTimes() {
    for (boolean doubtful = true; doubtful; ) {
      doubtful = false;
      for (PlainStream stream : byPath.values()) {
        Instant end = stream.lastUse.plusSeconds(stream.ttlSeconds);
        Instant latestEnd = end.plusSeconds(stream.ttlSeconds / 4 + 1);
        if (stream.expiredAt(now()) && now().isBefore(latestEnd)) {
          clock.advance(Duration.between(now(), latestEnd));
          doubtful = true;
        }
      }
    }
  }

  /** Ends what is over; the server does it when it is asked or swept. */
  private void forgetExpired() {
    List.copyOf(byPath.values()).stream()
        .filter(s -> !s.softDeleted && s.expiredAt(now()))
        .forEach(this::remove);
  }
}
