package durablestreams.application.read;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.port.ArchiveOwner;
import durablestreams.application.port.SegmentArchive;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.PositionUnit;
import durablestreams.domain.segment.SegmentFrames;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.StreamKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ColdBlocksTest {

  private static final PositionUnit UNIT = PositionUnit.BYTES;
  private static final MessageBatch MESSAGE =
      MessageBatch.ofBytes("hello".getBytes(StandardCharsets.UTF_8));
  private static final byte[] FRAMES = SegmentFrames.encode(MESSAGE);

  private static final MemoryBudget MEMORY = new MemoryBudget(100 << 20);

  private final HeldArchive archive = new HeldArchive();
  private final ColdBlocks blocks = new ColdBlocks(archive, MEMORY, Runnable::run);

  @Test
  void soManyBlocksAreFetchedAtATimeAndTheOthersWait() throws Exception {
    List<FutureTask<SingleFlightCache.Pinned<Optional<MessageBatch>>>> reads = new ArrayList<>();
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < 2 * ColdBlocks.AT_A_TIME; i++) {
      StoredObject object = object("object-" + i);
      var read =
          new FutureTask<>(
              () -> blocks.get(object, object.index().block(0), UNIT, RequestTimings.OFF));
      reads.add(read);
      readers.add(Thread.ofVirtual().start(read));
    }
    for (Thread reader : readers) {
      while (reader.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
    assertThat(archive.inside).hasValue(ColdBlocks.AT_A_TIME);

    archive.open.countDown();
    for (FutureTask<SingleFlightCache.Pinned<Optional<MessageBatch>>> read : reads) {
      assertThat(read.get().value().orElseThrow().length()).isEqualTo(MESSAGE.length());
      read.get().close();
    }
    assertThat(archive.inside).hasValue(0);
  }

  private static StoredObject object(String name) {
    var indexer = new SegmentFrames.Indexer(UNIT, 0);
    indexer.accept(FRAMES);
    return new StoredObject(
        new StreamKey(1),
        name,
        0,
        0,
        0,
        MESSAGE.units(),
        FRAMES.length,
        indexer.crc32c(),
        indexer.index());
  }

  /** Archive that returns the same frames for every object, once a latch is opened. */
  private static final class HeldArchive implements SegmentArchive {
    private final CountDownLatch open = new CountDownLatch(1);
    private final AtomicInteger inside = new AtomicInteger();

    @Override
    public Optional<byte[]> read(String name, long from, int length) {
      inside.incrementAndGet();
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      inside.decrementAndGet();
      return Optional.of(FRAMES.clone());
    }

    @Override
    public void put(String name, Content content, Map<String, String> description) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void delete(String name) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Described> describe(String name) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void list(String prefix, Consumer<Listed> each) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<ArchiveOwner> owner() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean claim(Optional<ArchiveOwner> expected, ArchiveOwner next) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
