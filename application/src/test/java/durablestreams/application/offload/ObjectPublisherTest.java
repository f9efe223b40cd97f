package durablestreams.application.offload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.fault.FaultPoints;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.offload.ownership.ArchiveOwnership;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.HotRead;
import durablestreams.application.port.StoredStream;
import durablestreams.application.port.StreamStore;
import durablestreams.application.sequencer.CommitListener;
import durablestreams.application.sequencer.SequencerLimits;
import durablestreams.application.sequencer.StreamSequencer;
import durablestreams.application.sequencer.cache.StreamCache;
import durablestreams.application.tail.TailHub;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.creation.CreateIntent;
import durablestreams.domain.creation.CreationRules;
import durablestreams.domain.creation.ForkPoint;
import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.segment.ObjectWriter;
import durablestreams.domain.segment.RotationPolicy;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Front;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamState;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is kept from removal because it will be written again. */
class ObjectPublisherTest {

  private static final StreamPath PATH = new StreamPath("s");
  private static final String NAME = "merged";
  private static final ObjectWriter WRITER = new ObjectWriter("a".repeat(32), 1);

  /** Store of one stream. */
  private static final class OneStream implements StreamStore {
    private volatile @Nullable StreamState state;

    @Override
    public Optional<StoredStream> load(StreamPath path) {
      return Optional.ofNullable(state).map(known -> new StoredStream(known, Map.of()));
    }

    @Override
    public Optional<StoredStream> load(StreamKey key) {
      return load(PATH);
    }

    @Override
    public long highestKey() {
      return 0;
    }

    @Override
    public void commit(List<StreamChange> changes) {
      for (StreamChange change : changes) {
        StreamState before = state;
        if (change instanceof StreamChange.Created created) {
          state = created.state();
        } else if (before != null) {
          state = change.appliedTo(before);
        }
      }
    }

    @Override
    public HotRead readHot(StreamKey key, long from, long to, int maxBytes) {
      return new HotRead.Offloaded();
    }

    @Override
    public void close() {}
  }

  private final OneStream store = new OneStream();
  private final MemoryBudget memory = new MemoryBudget(1 << 20);
  private final StreamSequencer sequencer =
      new StreamSequencer(
          store,
          new StreamCache(store, memory),
          new TailHub(1, memory),
          RotationPolicy.NEVER,
          false,
          CommitListener.NONE,
          SequencerLimits.DEFAULT,
          FaultPoints.NONE,
          InstantSource.system());
  private final AtomicReference<ObjectWriter> current = new AtomicReference<>(WRITER);
  private final ObjectPublisher publisher =
      new ObjectPublisher(
          sequencer,
          new ArchiveOwnership() {
            @Override
            public ObjectWriter writer() {
              return current.get();
            }

            @Override
            public ObjectWriter verify() {
              return current.get();
            }

            @Override
            public boolean isCurrent(ObjectWriter writer) {
              return current.get().equals(writer);
            }
          },
          new ObjectLocks());
  private final StreamKey key = create();

  @AfterEach
  void close() {
    sequencer.close();
  }

  private StreamKey create() {
    CreateIntent intent =
        new CreateIntent(
            PATH, ContentType.OCTET_STREAM, null, ParsedBody.EMPTY, false, ForkPoint.NONE);
    return sequencer.submit(batch -> {
      StreamKey newKey = batch.newKey();
      batch.record(
          CreationRules.decide(null, null, intent, newKey, batch.rotation(), batch.now())
              .changes());
      return newKey;
    });
  }

  private void trimTo(long position) {
    sequencer.submit(batch -> {
      Front front = new Front(position, new Offset(0, position));
      batch.record(List.of(new StreamChange.FrontTrimmed(key, front)));
      return true;
    });
  }

  /** A write that fails, of an object whose first part ends at 10. */
  private void failToPublish() {
    failToPublish(NAME, 10);
  }

  private void failToPublish(String name, long firstEnd) {
    assertThatThrownBy(() ->
            publisher.publish(
                key,
                name,
                WRITER,
                firstEnd,
                () -> {
                  throw new ArchiveUnavailableException("no answer in time");
                }))
        .isInstanceOf(ArchiveUnavailableException.class);
  }

  @Test
  void aNameThatFailedIsWrittenAgain() {
    failToPublish();
    trimTo(9);
    assertThat(publisher.unfinished()).containsExactly(NAME);
  }

  @Test
  void allNamesOfAPassThatFailedAreWrittenAgain() {
    failToPublish("merged-1-8", 10);
    failToPublish("merged-9-16", 90);
    assertThat(publisher.unfinished()).containsExactlyInAnyOrder("merged-1-8", "merged-9-16");
  }

  /** More was appended meanwhile. */
  @Test
  void aLongerRunFromTheSamePlaceIsWrittenInPlaceOfTheOneThatFailed() {
    failToPublish("merged-1-8", 10);
    failToPublish("merged-1-9", 10);
    assertThat(publisher.unfinished()).containsExactly("merged-1-9");
  }

  /** Another server may have removed it meanwhile. */
  @Test
  void anObjectOfAnEarlierClaimIsNotPublished() {
    boolean published =
        publisher.publish(
            key,
            NAME,
            WRITER,
            10,
            () -> {
              current.set(new ObjectWriter(WRITER.store(), WRITER.epoch() + 1));
              return new StreamChange.ObjectsReclaimed(List.of(NAME));
            });
    assertThat(published).isFalse();
    assertThat(publisher.unfinished()).isEmpty();
  }

  @Test
  void aNameOfAnEarlierClaimIsNotWrittenAgain() {
    failToPublish();
    current.set(new ObjectWriter(WRITER.store(), WRITER.epoch() + 1));
    assertThat(publisher.unfinished()).isEmpty();
  }

  @Test
  void aNameOfTrimmedDataIsNotWrittenAgain() {
    failToPublish();
    trimTo(10);
    assertThat(publisher.unfinished()).isEmpty();
  }
}
