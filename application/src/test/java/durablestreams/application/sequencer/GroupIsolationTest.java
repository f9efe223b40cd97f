package durablestreams.application.sequencer;

import static durablestreams.application.sequencer.Lane.appending;
import static durablestreams.application.sequencer.Lane.creating;
import static durablestreams.application.sequencer.Lane.path;
import static durablestreams.application.sequencer.Lane.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.port.DamagedDataException;
import durablestreams.application.port.OutcomeUnknownException;
import durablestreams.application.port.StoreFailedException;
import durablestreams.application.sequencer.cache.StreamEntry;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.producer.ProducerState;
import durablestreams.domain.stream.Expiry;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Isolation of operations that throw during their decision from the others of their group. */
@Timeout(60)
class GroupIsolationTest {

  private final Lane lane = new Lane(1 << 20);

  @AfterEach
  void close() {
    lane.close();
  }

  private static ProducerStamp stamp(long seq) {
    return new ProducerStamp("p", 0, seq);
  }

  /** Appends twice and deletes another stream, and then fails. */
  private static Operation<Long> failing(Throwable problem) {
    return batch -> {
      appending("a", "lost", stamp(1)).decide(batch);
      appending("a", "lost too", new ProducerStamp("other", 0, 0)).decide(batch);
      creating("new", null).decide(batch);
      batch.delete(required(batch, "b"));
      creating("b", null).decide(batch);
      if (problem instanceof Error e) {
        throw e;
      }
      throw (RuntimeException) problem;
    };
  }

  private static Throwable failure(Future<?> reply) {
    try {
      reply.get();
    } catch (java.util.concurrent.ExecutionException e) {
      return Objects.requireNonNull(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    throw new AssertionError("it did not fail");
  }

  @Test
  void anOperationThatThrowsFailsAloneAndLeavesNoTrace() throws Exception {
    lane.create("a");
    lane.create("b");
    List<Future<Object>> replies =
        lane.together(
            List.of(
                appending("a", "one", stamp(0)),
                appending("b", "12345", null),
                failing(new IllegalStateException("a bug")),
                appending("a", "two", stamp(1)),
                failing(new OutOfMemoryError("no heap")),
                failing(new StackOverflowError()),
                appending("b", "6", null),
                batch -> batch.find(path("new")) == null));
    assertThat(replies.get(0).get()).isEqualTo(3L);
    assertThat(replies.get(1).get()).isEqualTo(5L);
    assertThat(failure(replies.get(2))).hasMessage("a bug");
    assertThat(replies.get(3).get()).isEqualTo(6L);
    assertThat(failure(replies.get(4))).isInstanceOf(StoreFailedException.class);
    assertThat(failure(replies.get(5))).isInstanceOf(StoreFailedException.class);
    assertThat(replies.get(6).get()).isEqualTo(6L);
    assertThat(replies.get(7).get()).isEqualTo(true);
    assertThat(lane.store.commits.get()).as("two for the streams, one for the group").isEqualTo(3);
    assertThat(lane.tail("a")).isEqualTo(6);
    assertThat(lane.tail("new")).isEqualTo(-1);
    assertThat(lane.store.names()).containsExactlyInAnyOrder(path("a"), path("b"));
    StreamEntry a = Objects.requireNonNull(lane.cache.find(path("a")));
    assertThat(Objects.requireNonNull(a.producer("p")).lastSeq()).isEqualTo(1);
    assertThat(a.producer("other")).isNull();
    assertThat(lane.append("a", "!")).isEqualTo(7);
  }

  @Test
  void producersThatAnOperationForgotAreBackWhenItFails() {
    lane.create("a");
    for (int i = 0; i < 5; i++) {
      lane.sequencer.submit(appending("a", "x", new ProducerStamp("p" + i, 0, 0)));
    }
    StreamEntry a = Objects.requireNonNull(lane.cache.find(path("a")));
    List<ProducerState> before = List.copyOf(a.producersByUse());
    long weight = a.weight();
    assertThatThrownBy(() ->
            lane.sequencer.submit(batch -> {
              batch.record(
                  List.of(
                      new StreamChange.ProducersForgotten(a.key(), batch.now().plusSeconds(1))));
              assertThat(a.producersByUse()).isEmpty();
              throw new IllegalStateException("a bug");
            }))
        .hasMessage("a bug");
    assertThat(a.producersByUse()).containsExactlyElementsOf(before);
    assertThat(a.weight()).isEqualTo(weight);
  }

  @Test
  void aCommitWithAnUnknownOutcomeKeepsADeadlineThatOnlyMemoryKnows() throws Exception {
    lane.sequencer.submit(creating("a", new Expiry.Sliding(1_000)));
    StreamEntry entry = Objects.requireNonNull(lane.cache.find(path("a")));
    Instant later = Instant.now().plusSeconds(3_600);
    entry.touch(later);
    lane.store.commitFailure =
        new OutcomeUnknownException("the power failed", new IllegalStateException());
    List<Future<Object>> replies =
        lane.together(
            List.of(batch -> {
              batch.delete(required(batch, "a"));
              return true;
            }));
    assertThat(failure(replies.getFirst())).hasMessageContaining("the power failed");
    lane.store.commitFailure = null;
    StreamEntry loaded = Objects.requireNonNull(lane.cache.find(path("a")));
    assertThat(loaded).as("the state is in doubt").isNotSameAs(entry);
    assertThat(loaded.expiredAt(later)).isFalse();
    assertThat(loaded.deadlineNeedsPersisting()).isTrue();
  }

  @Test
  void aRefusedCommitKeepsADeadlineThatOnlyMemoryKnows() throws Exception {
    lane.sequencer.submit(creating("a", new Expiry.Sliding(1_000)));
    lane.create("b");
    StreamEntry entry = Objects.requireNonNull(lane.cache.find(path("a")));
    Instant later = Instant.now().plusSeconds(3_600);
    entry.touch(later);
    lane.store.commitFailure = new StoreFailedException("the disk is full");
    List<Future<Object>> replies =
        lane.together(
            List.of(
                appending("b", "lost", stamp(0)),
                batch -> {
                  batch.delete(required(batch, "a"));
                  return true;
                },
                creating("new", null)));
    for (Future<Object> reply : replies) {
      assertThat(failure(reply)).hasMessageContaining("disk is full");
    }
    lane.store.commitFailure = null;
    assertThat(lane.cache.find(path("a"))).isSameAs(entry);
    assertThat(entry.expiredAt(later)).isFalse();
    assertThat(Objects.requireNonNull(lane.cache.find(path("b"))).producer("p")).isNull();
    assertThat(lane.tail("b")).isZero();
    assertThat(lane.tail("new")).isEqualTo(-1);
    assertThat(lane.append("a", "kept")).isEqualTo(4);
  }

  @Test
  void aStreamThatCannotBeLoadedFailsForItsOwnCallers() throws Exception {
    lane.create("good");
    lane.store.damaged.add(path("bad"));
    List<Future<Object>> replies =
        lane.together(
            List.of(
                appending("bad", "x", null),
                appending("good", "x", null),
                appending("bad", "x", null)));
    assertThat(failure(replies.get(0))).hasMessageContaining("damaged");
    assertThat(replies.get(1).get()).isEqualTo(1L);
    assertThat(failure(replies.get(2))).hasMessageContaining("damaged");
    assertThatThrownBy(() -> lane.sequencer.preload(path("bad"))).hasMessageContaining("damaged");
  }

  @Test
  void aStreamThatIsDamagedWhileItIsInMemoryFailsForItsOwnCallers() throws Exception {
    lane.create("good");
    lane.create("bad");
    lane.append("bad", "sound");
    lane.store.damaged.add(path("bad"));
    for (int i = 0; i < 5; i++) {
      List<Future<Object>> replies =
          lane.together(
              List.of(
                  appending("good", "1", null),
                  appending("bad", "x", null),
                  appending("good", "2", null)));
      assertThat(replies.get(0).get()).isEqualTo(2L * i + 1);
      assertThat(failure(replies.get(1))).isInstanceOf(DamagedDataException.class);
      assertThat(replies.get(2).get()).isEqualTo(2L * i + 2);
    }
  }

  /** The read cache of a database may hold a page that was sound. */
  @Test
  void damageThatOnlyCommitsFindFailsOneOperation() throws Exception {
    lane.create("good");
    lane.create("bad");
    lane.store.damagedForCommits.add(path("bad"));
    List<Future<Object>> replies =
        lane.together(
            List.of(
                appending("good", "1", null),
                appending("bad", "x", null),
                batch -> required(batch, "bad").tail().position(),
                appending("good", "2", null)));
    assertThat(replies.get(0).get()).isEqualTo(1L);
    assertThat(failure(replies.get(1))).isInstanceOf(DamagedDataException.class);
    assertThat(replies.get(2).get()).isEqualTo(0L);
    assertThat(replies.get(3).get()).isEqualTo(2L);
  }

  @Test
  void aCommitThatFailsLeavesNothingOfItsGroup() {
    lane.create("a");
    lane.append("a", "1");
    lane.store.commitFailure = new OutOfMemoryError("no heap");
    assertThatThrownBy(() -> lane.append("a", "23")).isInstanceOf(StoreFailedException.class);
    lane.store.commitFailure = null;
    assertThat(lane.tail("a")).isEqualTo(1);
    assertThat(lane.append("a", "4")).isEqualTo(2);
  }

  @Test
  void commitsThatKeepFailingAreNotTriedForAWhile() {
    lane.create("a");
    lane.store.commitFailure = new StoreFailedException("the disk is full");
    int refused = 0;
    while (refused < 20) {
      try {
        lane.append("a", "x");
        throw new AssertionError("nothing can be committed");
      } catch (StoreFailedException e) {
        assertThat(e).hasMessageContaining("the disk is full");
        refused += e.getMessage().contains("paused") ? 1 : 0;
      }
    }
    int tried = lane.store.commits.get();
    assertThat(lane.sequencer.<Boolean>submit(batch -> batch.find(path("a")) != null)).isTrue();
    assertThat(lane.store.commits.get()).isEqualTo(tried);
    assertThat(lane.sequencer.problem()).isEqualTo("commits fail: the disk is full");
    lane.store.commitFailure = null;
    boolean works = false;
    while (!works) {
      try {
        works = lane.append("a", "x") == 1;
      } catch (StoreFailedException e) {
        assertThat(e).hasMessageContaining("the disk is full");
      }
    }
    assertThat(lane.sequencer.problem()).isEmpty();
    assertThat(lane.append("a", "x")).isEqualTo(2);
  }

  @Test
  void aCommitOfAnotherServerEndsTheProblemOfThisOne() {
    lane.create("a");
    lane.store.commitFailure = new StoreFailedException("the commit log does not answer");
    while (lane.sequencer.problem().isEmpty()) {
      assertThatThrownBy(() -> lane.append("a", "x")).isInstanceOf(StoreFailedException.class);
    }
    lane.sequencer.apply(List.of(), Instant.now(), () -> {});
    assertThat(lane.sequencer.problem()).isEmpty();
  }
}
