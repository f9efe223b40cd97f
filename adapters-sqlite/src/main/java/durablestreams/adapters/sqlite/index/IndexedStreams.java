package durablestreams.adapters.sqlite.index;

import durablestreams.adapters.sqlite.log.RowDamage;
import durablestreams.application.port.DamagedDataException;
import durablestreams.domain.segment.SealCutoff;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Streams of the index, each in one of two forms. Those that were used of late are unpacked, as a
 * {@link HotStream}; beyond a number of those, others with few rows are packed, and read from the
 * file again when they are used.
 *
 * <p>Invariant: a stream that changes its form is in both before it is in one. Only the committing
 * thread changes anything; any thread may look.
 */
final class IndexedStreams {

  /** Streams that are looked at after a commit, at most, besides those of the commit. */
  private static final int LOOKS = 64;

  /** Bytes of producers that a commit may write beyond twice what it adds. */
  private static final long MORE_PRODUCER_BYTES = 64 << 10;

  private final int mostUnpacked;
  private final long mostProducerBytes;
  private final ConcurrentHashMap<Long, HotStream> unpacked = new ConcurrentHashMap<>();
  private final PackedStreams packed = new PackedStreams();

  /** How often a stream came, or changed from one form to the other. */
  private volatile long moves;

  private Iterator<HotStream> hand = Collections.emptyIterator();
  private Iterator<HotStream> producersHand = Collections.emptyIterator();

  /** Bytes of the producers of all unpacked streams. */
  private long producerBytes;

  IndexedStreams(int mostUnpacked, long mostProducerBytes) {
    this.mostUnpacked = mostUnpacked;
    this.mostProducerBytes = mostProducerBytes;
  }

  long mostProducerBytes() {
    return mostProducerBytes;
  }

  int mostUnpacked() {
    return mostUnpacked;
  }

  @Nullable HotStream unpacked(long key) {
    return unpacked.get(key);
  }

  PackedStreams.@Nullable Packed packed(long key) {
    return packed.get(key);
  }

  /** All unpacked streams, in no order, while they may change. */
  Collection<HotStream> unpacked() {
    return unpacked.values();
  }

  void forEachPacked(LongConsumer keys) {
    packed.forEach(keys);
  }

  /** Keys of packed streams whose open segment is sealed by now, at most {@code limit}. */
  List<Long> packedDue(SealCutoff cutoff, int limit) {
    return packed.due(cutoff, limit);
  }

  boolean needs(long key, long entry) {
    HotStream stream = unpacked.get(key);
    if (stream != null) {
      return stream.needs(entry);
    }
    PackedStreams.Packed known = packed.get(key);
    return known != null && known.has(entry);
  }

  /**
   * Entries of rows that hold a part of a stream, ascending: some that come before {@code from},
   * where it is packed, and those of {@link HotStream#entries}.
   */
  long[] entries(long key, long from, long to, int limit) {
    HotStream stream = unpacked.get(key);
    PackedStreams.Packed known = stream == null ? packed.get(key) : null;
    if (known != null) {
      return known.entries();
    }
    stream = stream == null ? unpacked.get(key) : stream;
    return stream == null ? new long[0] : stream.entries(from, to, limit);
  }

  /** Takes a stream, unpacked. */
  void add(HotStream stream) {
    unpacked.put(stream.key(), stream);
    producerBytes += stream.producerBytes();
    moves++;
  }

  /** Removes an unpacked stream; {@code null} if there is none. */
  @Nullable HotStream remove(long key) {
    HotStream stream = unpacked.remove(key);
    producerBytes -= stream == null ? 0 : stream.producerBytes();
    return stream;
  }

  /** Makes a change to the producers of a stream, if it is unpacked. */
  void changeProducers(long key, Consumer<HotStream> change) {
    HotStream stream = unpacked.get(key);
    if (stream != null) {
      long before = stream.producerBytes();
      change.accept(stream);
      producersChanged(stream.producerBytes() - before);
    }
  }

  /** The producers of an unpacked stream take that much more than before. */
  void producersChanged(long bytes) {
    producerBytes += bytes;
    assert producerBytes >= 0 : "fewer producers than none";
  }

  /**
   * Unpacked streams whose producers a commit writes into their snapshots, so that all together
   * take no more memory than they may. It writes about twice as much as it adds, at most.
   *
   * <p>Of all streams those are taken that have at least half as much as the mean. They hold at
   * least half of everything, so few are looked at in vain, however many have next to nothing.
   *
   * @param added bytes of producers that the commit adds
   */
  List<HotStream> crowded(long added) {
    long excess = producerBytes + added - mostProducerBytes;
    if (excess <= 0) {
      return List.of();
    }
    long bytes = Math.min(excess, 2 * added + MORE_PRODUCER_BYTES);
    List<HotStream> found = new ArrayList<>();
    long least = Math.max(1, producerBytes / Math.max(1, unpacked.size()) / 2);
    long sum = 0;
    for (int looks = unpacked.size(); looks > 0 && sum < bytes; looks--) {
      if (!producersHand.hasNext()) {
        producersHand = unpacked.values().iterator();
      }
      HotStream stream = producersHand.next();
      if (stream.producerBytes() >= least && unpacked.get(stream.key()) == stream) {
        found.add(stream);
        sum += stream.producerBytes();
      }
    }
    return found;
  }

  /**
   * A stream as it is now, which a packed one is in a copy.
   *
   * @param loader of the thread that asks
   * @return {@code null} if no row is needed for it
   */
  @Nullable HotStream find(long key, HotStreamLoader loader) throws SQLException {
    while (true) {
      long before = moves;
      HotStream stream = unpacked.get(key);
      if (stream != null) {
        return stream;
      }
      PackedStreams.Packed known = packed.get(key);
      if (known == null) {
        if (moves == before) {
          return null;
        }
        continue;
      }
      HotStream copy = copy(key, known, loader);
      if (copy != null) {
        return copy;
      }
    }
  }

  /** A copy of a packed stream, or {@code null} if it changed meanwhile. */
  private @Nullable HotStream copy(long key, PackedStreams.Packed known, HotStreamLoader loader)
      throws SQLException {
    StreamFolding folding;
    try {
      folding = loader.load(key, known.entries());
    } catch (DamagedDataException e) {
      if (known.isSame(packed.get(key))) {
        throw e;
      }
      return null;
    }
    if (!known.isSame(packed.get(key))) {
      return null;
    }
    if (folding == null) {
      throw RowDamage.of("list of rows", known.entries()[0], key);
    }
    return folding.stream();
  }

  /** Unpacks a stream, if it is packed, so that it can be changed; for the committing thread. */
  @Nullable HotStream unpack(long key, HotStreamLoader loader) throws SQLException {
    HotStream stream = unpacked.get(key);
    PackedStreams.Packed known = stream == null ? packed.get(key) : null;
    if (known == null) {
      return stream;
    }
    StreamFolding folding = loader.load(key, known.entries());
    if (folding == null) {
      throw RowDamage.of("list of rows", known.entries()[0], key);
    }
    stream = folding.stream();
    stream.takeTurn(known.turn());
    add(stream);
    packed.remove(key);
    return stream;
  }

  /**
   * Packs streams while more are unpacked than should be, as far as a few looks go.
   *
   * @param added streams that were unpacked or came since the last time, at most
   */
  void pack(int added) {
    for (int i = 0; i < LOOKS + 2 * added && unpacked.size() > mostUnpacked; i++) {
      if (!hand.hasNext()) {
        hand = unpacked.values().iterator();
      }
      if (hand.hasNext()) {
        pack(hand.next());
      }
    }
  }

  /** Packs a stream; false if it is not here, or has too many rows. */
  boolean pack(HotStream stream) {
    PackedStreams.Packed small = stream.packed();
    if (small == null || unpacked.get(stream.key()) != stream) {
      return false;
    }
    packed.put(stream.key(), small);
    moves++;
    remove(stream.key());
    return true;
  }
}
