package durablestreams.application.tail;

import durablestreams.application.live.LiveBatch;

/**
 * What one commit appended to one stream.
 *
 * @param from the position of its first unit
 * @param to the position after its last unit
 */
public record TailBatch(long from, long to, LiveBatch batch) {

  long bytes() {
    return batch.messages().stream().mapToLong(m -> m.length()).sum();
  }
}
