package durablestreams.adapters.sqlite.session;

import durablestreams.adapters.sqlite.index.HotIndex;
import durablestreams.adapters.sqlite.index.HotStream;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.producer.ProducerState;
import durablestreams.domain.stream.StreamKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Producers that a commit adds to those that memory keeps on top of the snapshots of their streams.
 * Appends of producers that are kept already add nothing, and so write nothing but the log.
 */
final class ProducerGrowth {

  /** Producers that memory keeps of one stream, and so those that a load of it has to find. */
  private static final int MOST_OF_A_STREAM = 1_024;

  private final Map<HotStream, Set<String>> added = new HashMap<>(0);
  private long bytes;

  /** Counts an append that was staged. */
  void add(HotStream stream, @Nullable ProducerStamp stamp) {
    if (stamp != null
        && !stream.hasProducer(stamp.id())
        && added.computeIfAbsent(stream, any -> new HashSet<>(4)).add(stamp.id())) {
      bytes += ProducerState.retainedBytes(stamp.id());
    }
  }

  /**
   * The streams whose producers are written with this commit: those that it gives too many, and the
   * ones with most in the index where these are too many in sum.
   */
  Set<StreamKey> crowded(HotIndex index) {
    if (bytes == 0) {
      return Set.of();
    }
    Set<StreamKey> crowded = new LinkedHashSet<>();
    added.forEach((stream, ids) -> {
      if (stream.producerCount() + ids.size() > MOST_OF_A_STREAM) {
        crowded.add(new StreamKey(stream.key()));
      }
    });
    for (HotStream stream : index.crowded(bytes)) {
      crowded.add(new StreamKey(stream.key()));
    }
    return crowded;
  }
}
