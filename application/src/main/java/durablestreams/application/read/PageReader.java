package durablestreams.application.read;

import durablestreams.application.memory.Hold;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.observe.RequestTimings.Phase;
import durablestreams.application.port.HotRead;
import durablestreams.application.port.StreamStore;
import durablestreams.domain.message.JoinedMessages;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.PositionUnit;
import durablestreams.domain.reading.Extent;
import durablestreams.domain.reading.ReadPlanner;
import durablestreams.domain.segment.FrameIndex.Block;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.Lineage;
import durablestreams.domain.stream.StreamState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reader of message runs from the hot log, the archive, and inherited streams.
 *
 * <p>Between planning and reading, rows may be offloaded and objects compacted. A read that finds
 * no data at the planned location plans again, so a run is never empty while there is data.
 */
public final class PageReader {

  private static final int PLANS = 16;

  private final StreamStore store;
  private final StreamMap map;
  private final ColdBlocks cold;

  public PageReader(StreamStore store, StreamMap map, ColdBlocks cold) {
    this.store = store;
    this.map = map;
    this.cold = cold;
  }

  /**
   * Messages from one position to another, contiguous.
   *
   * @param held bytes of arrays that {@code hold} has a lease for
   */
  public record Run(List<MessageBatch> batches, long from, long to, long held, Hold hold)
      implements AutoCloseable {

    /** Heap bytes that the batches keep, without those already leased. */
    long retainedBytes() {
      return Retained.bytes(batches) - held;
    }

    /** The same messages, copied where that keeps fewer bytes in memory. */
    Run detached() {
      return new Run(BatchCoalescer.of(Retained.detached(batches)), from, to, held, hold);
    }

    @Override
    public void close() {
      hold.close();
    }
  }

  /**
   * Reads from {@code from}, which is before the tail of {@code state}, at least one unit and at
   * most {@code maxBytes}, except for a JSON message that is larger. The caller closes it.
   *
   * @throws VanishedException when the stream is being purged, or an object is missing
   */
  public Run read(StreamState state, long from, int maxBytes, RequestTimings timings) {
    Gathered gathered = new Gathered(from, maxBytes);
    boolean done = false;
    try {
      gather(state, gathered, timings);
      done = true;
    } finally {
      if (!done) {
        gathered.close();
      }
    }
    return new Run(gathered.batches, from, gathered.position, gathered.held, gathered);
  }

  private void gather(StreamState state, Gathered gathered, RequestTimings timings) {
    long tail = state.tail().position();
    int plansLeft = PLANS;
    while (gathered.position < tail && gathered.room > 0) {
      long before = gathered.position;
      plan(state, before, tail, plansLeft == PLANS, timings)
          .forEach(extent -> read(extent, state.contentType().unit(), gathered, timings));
      if (gathered.position > before) {
        plansLeft = PLANS;
      } else if (--plansLeft == 0) {
        throw new VanishedException(
            state, gathered.position, "an object is missing from the archive");
      }
    }
  }

  /**
   * @param first whether this is the first attempt. It assumes that the open segment is still hot
   *     and that cached objects still exist, which saves a look-up. After a miss the segment may
   *     have been sealed and offloaded, and the objects compacted.
   */
  private List<Extent> plan(
      StreamState state, long from, long tail, boolean first, RequestTimings timings) {
    Lineage.AncestorRange ancestorRange = state.lineage().holding(from);
    boolean inOpenSegment =
        ancestorRange.key().equals(state.key()) && from >= state.tail().segmentStart();
    if (first && inOpenSegment) {
      return List.of(new Extent.Hot(ancestorRange.key(), from, tail));
    }
    long start = timings.start();
    StreamMap.Objects objects =
        first ? map.objects(ancestorRange.key(), from) : map.objectsAnew(ancestorRange.key(), from);
    timings.end(Phase.STORE_READ, start);
    return ReadPlanner.plan(ancestorRange, from, Math.min(tail, objects.to()), objects.list());
  }

  private void read(Extent extent, PositionUnit unit, Gathered gathered, RequestTimings timings) {
    if (extent.from() != gathered.position || gathered.room <= 0) {
      return; // an extent before this one was not there as planned, or the page is full
    }
    switch (extent) {
      case Extent.Hot hot -> readHot(hot, gathered, timings);
      case Extent.Cold(StoredObject object, long ignored, long to) ->
          readCold(object, to, unit, gathered, timings);
    }
  }

  private void readHot(Extent.Hot hot, Gathered gathered, RequestTimings timings) {
    long start = timings.start();
    switch (store.readHotWithin(hot.key(), hot.from(), hot.to(), gathered.room)) {
      case HotRead.Found(List<MessageBatch> batches) -> batches.forEach(gathered::add);
      case HotRead.Offloaded() -> {}
    }
    timings.end(Phase.STORE_READ, start);
  }

  private void readCold(
      StoredObject object, long to, PositionUnit unit, Gathered gathered, RequestTimings timings) {
    while (gathered.position < to && gathered.room > 0) {
      Block block = object.index().holding(gathered.position);
      SingleFlightCache.Pinned<Optional<MessageBatch>> pinned =
          cold.get(object, block, unit, timings);
      Optional<MessageBatch> found = pinned.value();
      if (found.isEmpty()) {
        pinned.close();
        return;
      }
      if (block.end() < to) {
        cold.prefetch(object, block.number() + 1, unit);
      }
      long until = Math.min(to, block.end());
      MessageBatch wanted =
          found.get().slice(gathered.position - block.start(), until - block.start());
      if (cold.isLarge(block)) {
        gathered.addLarge(wanted, pinned);
      } else {
        gathered.add(wanted);
        pinned.close();
      }
    }
  }

  /** Result of a read so far. */
  private static final class Gathered implements Hold {
    private final List<MessageBatch> batches = new ArrayList<>();
    private final List<Hold> holds = new ArrayList<>(0);
    private long position;
    private long held;
    private int room;

    Gathered(long position, int room) {
      this.position = position;
      this.room = room;
    }

    void add(MessageBatch batch) {
      if (room <= 0) {
        return;
      }
      MessageBatch fitting = batch.prefixWithin(room);
      batches.add(fitting);
      position += fitting.units();
      room = fitting == batch ? room - fitting.length() : 0;
    }

    /** Adds messages of a block that is not kept: few are copied, many keep its lease. */
    void addLarge(MessageBatch batch, Hold hold) {
      MessageBatch fitting = batch.prefixWithin(room);
      if (2L * fitting.length() < fitting.array().length) {
        add(JoinedMessages.ofBatches(List.of(fitting)));
        room = fitting == batch ? room : 0;
        hold.close();
      } else {
        holds.add(hold);
        held += fitting.array().length;
        add(batch);
      }
    }

    @Override
    public void close() {
      holds.forEach(Hold::close);
      holds.clear();
    }
  }
}
