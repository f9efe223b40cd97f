package durablestreams.application.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reference model of a stream without logs, segments or archives: a list of all its units, copied
 * when it is forked.
 */
final class PlainStream {

  final String path;
  final boolean json;
  final long ttlSeconds;
  final @Nullable PlainStream source;
  final List<String> units = new ArrayList<>();

  /** Every offset the server ever returned for this stream, and how many units stood before it. */
  final TreeMap<String, Integer> offsets = new TreeMap<>();

  final Map<String, long[]> producers = new HashMap<>();
  boolean closed;
  boolean softDeleted;
  Instant lastUse;
  int forks;

  PlainStream(
      String path, boolean json, long ttlSeconds, @Nullable PlainStream source, Instant now) {
    this.path = path;
    this.json = json;
    this.ttlSeconds = ttlSeconds;
    this.source = source;
    this.lastUse = now;
  }

  boolean expiredAt(Instant now) {
    return ttlSeconds > 0 && !now.isBefore(lastUse.plusSeconds(ttlSeconds));
  }

  /** What a reader is sent of the units from {@code from} on. */
  String text(int from) {
    return String.join(json ? "," : "", units.subList(from, units.size()));
  }

  @Override
  public String toString() {
    return path
        + "("
        + units.size()
        + " units"
        + (closed ? ", closed" : "")
        + (softDeleted ? ", soft-deleted" : "")
        + ")";
  }
}
