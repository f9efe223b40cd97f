package durablestreams.application.sequencer;

import static java.nio.charset.StandardCharsets.UTF_8;

import durablestreams.application.fault.FaultPoints;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.sequencer.cache.StreamCache;
import durablestreams.application.sequencer.cache.StreamEntry;
import durablestreams.application.tail.TailHub;
import durablestreams.domain.append.AppendIntent;
import durablestreams.domain.append.AppendRules;
import durablestreams.domain.creation.CreateIntent;
import durablestreams.domain.creation.CreationRules;
import durablestreams.domain.creation.ForkPoint;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.segment.RotationPolicy;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.StreamState;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Sequencer over a {@link MapStore}, with operations for tests. */
final class Lane implements AutoCloseable {

  final MapStore store = new MapStore();
  final StreamCache cache;
  final StreamSequencer sequencer;
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

  Lane(long warmBytes) {
    cache = new StreamCache(store, warm(warmBytes));
    sequencer =
        new StreamSequencer(
            store,
            cache,
            new TailHub(1, new MemoryBudget(1 << 20)),
            RotationPolicy.NEVER,
            false,
            CommitListener.NONE,
            SequencerLimits.DEFAULT,
            FaultPoints.NONE,
            InstantSource.system());
  }

  /** A budget whose share of warm streams is about that large. */
  static MemoryBudget warm(long bytes) {
    return new MemoryBudget(bytes * 100 / 14 + 100);
  }

  static StreamPath path(String name) {
    return new StreamPath(name);
  }

  static Operation<StreamState> creating(String name, @Nullable Expiry expiry) {
    return batch -> {
      StreamState known = batch.find(path(name));
      if (known != null) {
        return known;
      }
      CreateIntent intent =
          new CreateIntent(
              path(name),
              ContentType.OCTET_STREAM,
              expiry,
              ParsedBody.EMPTY,
              false,
              ForkPoint.NONE);
      batch.record(
          CreationRules.decide(null, null, intent, batch.newKey(), batch.rotation(), batch.now())
              .changes());
      return required(batch, name);
    };
  }

  static Operation<Long> appending(String name, String text, @Nullable ProducerStamp stamp) {
    return batch -> {
      StreamState state = required(batch, name);
      AppendIntent intent =
          new AppendIntent(
              path(name),
              ContentType.OCTET_STREAM,
              new ParsedBody.Messages(MessageBatch.ofBytes(text.getBytes(UTF_8))),
              stamp,
              StreamSeq.NONE,
              false);
      batch.record(
          AppendRules.decide(
                  state,
                  stamp == null ? null : batch.producer(state.key(), stamp.id()),
                  intent,
                  batch.rotation(),
                  batch.now())
              .changes());
      batch.touch(state.key());
      return required(batch, name).tail().position();
    };
  }

  static StreamState required(Batch batch, String name) {
    StreamState state = batch.find(path(name));
    if (state == null) {
      throw new IllegalStateException("no stream " + name);
    }
    return state;
  }

  void create(String name) {
    sequencer.submit(creating(name, null));
  }

  long append(String name, String text) {
    return sequencer.submit(appending(name, text, null));
  }

  long tail(String name) {
    StreamEntry entry = cache.find(path(name));
    return entry == null ? -1 : entry.committed().tail().position();
  }

  /** Submits operations so that they are decided as one group. */
  List<Future<Object>> together(List<Operation<?>> operations) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Future<Object> held =
        callers.submit(() ->
            sequencer.submit(batch -> {
              begun.countDown();
              await(end);
              return true;
            }));
    begun.await();
    List<Future<Object>> replies = new ArrayList<>();
    for (Operation<?> operation : operations) {
      int queued = sequencer.queued();
      replies.add(callers.submit(() -> sequencer.submit(operation)));
      while (sequencer.queued() == queued) {
        Thread.onSpinWait();
      }
    }
    end.countDown();
    try {
      held.get();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new AssertionError(e);
    }
    return replies;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    sequencer.close();
    callers.close();
  }
}
