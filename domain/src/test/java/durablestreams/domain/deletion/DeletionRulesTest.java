package durablestreams.domain.deletion;

import static durablestreams.domain.Streams.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.domain.Seeds;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.change.StreamChange.Created;
import durablestreams.domain.change.StreamChange.EventQueued;
import durablestreams.domain.change.StreamChange.Purged;
import durablestreams.domain.change.StreamChange.SoftDeleted;
import durablestreams.domain.creation.CreateIntent;
import durablestreams.domain.creation.CreationRules;
import durablestreams.domain.creation.ForkPoint;
import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.segment.RotationPolicy;
import durablestreams.domain.stream.LifecycleEvent.StreamDeleted;
import durablestreams.domain.stream.Origin;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeletionRulesTest {

  private final Map<StreamKey, StreamState> streams = new HashMap<>();
  private long keys;

  private StreamKey create(@Nullable StreamKey source) {
    StreamKey key = new StreamKey(++keys);
    StreamState from = source == null ? null : streams.get(source);
    ForkPoint point = from == null ? ForkPoint.NONE : new ForkPoint.AtTail(from.path());
    var intent =
        new CreateIntent(new StreamPath("s" + keys), null, null, ParsedBody.EMPTY, false, point);
    CreationRules.decide(null, from, intent, key, RotationPolicy.NEVER, NOW)
        .changes()
        .forEach(this::apply);
    return key;
  }

  private List<StreamChange> delete(StreamKey key) {
    List<StreamChange> changes = DeletionRules.delete(streams.get(key), streams::get);
    changes.forEach(this::apply);
    return changes;
  }

  private void apply(StreamChange change) {
    switch (change) {
      case Created(StreamState state, var ignored) -> {
        streams.put(state.key(), state);
        count(state, 1);
      }
      case SoftDeleted(StreamKey key) -> streams.computeIfPresent(key, (k, s) -> s.asSoftDeleted());
      case Purged(StreamKey key) -> count(streams.remove(key), -1);
      default -> assertThat(change).isInstanceOf(EventQueued.class);
    }
  }

  private void count(StreamState fork, long delta) {
    if (fork.origin() instanceof Origin.Fork origin) {
      assertThat(streams).containsKey(origin.sourceKey());
      streams.computeIfPresent(origin.sourceKey(), (k, s) -> s.withMoreForks(delta));
    }
  }

  private static EventQueued deleted(long number) {
    return new EventQueued(new StreamDeleted(new StreamPath("s" + number)));
  }

  @Test
  void aStreamWithoutForksIsPurged() {
    StreamKey key = create(null);
    assertThat(delete(key)).containsExactly(new Purged(key), deleted(1));
  }

  @Test
  void aStreamWithForksIsSoftDeleted() {
    StreamKey source = create(null);
    create(source);
    assertThat(delete(source)).containsExactly(new SoftDeleted(source), deleted(1));
  }

  @Test
  void theLastForkTakesASoftDeletedSourceAlong() {
    StreamKey source = create(null);
    StreamKey first = create(source);
    StreamKey second = create(source);
    delete(source);
    assertThat(delete(first)).containsExactly(new Purged(first), deleted(2));
    assertThat(delete(second)).containsExactly(new Purged(second), new Purged(source), deleted(3));
  }

  @Test
  void aSourceThatIsNotDeletedStays() {
    StreamKey source = create(null);
    StreamKey fork = create(source);
    assertThat(delete(fork)).containsExactly(new Purged(fork), deleted(2));
    assertThat(streams).containsOnlyKeys(source);
  }

  @Test
  void purgingClimbsUntilSomethingIsStillNeeded() {
    StreamKey root = create(null);
    StreamKey needed = create(root);
    StreamKey middle = create(needed);
    StreamKey leaf = create(middle);
    StreamKey other = create(needed);
    List.of(root, needed, middle).forEach(this::delete);
    assertThat(delete(leaf)).containsExactly(new Purged(leaf), new Purged(middle), deleted(4));
    assertThat(delete(other))
        .containsExactly(new Purged(other), new Purged(needed), new Purged(root), deleted(5));
    assertThat(streams).isEmpty();
  }

  @Test
  void aLiveStreamStopsTheClimb() {
    StreamKey root = create(null);
    StreamKey live = create(root);
    StreamKey middle = create(live);
    StreamKey leaf = create(middle);
    delete(root);
    delete(middle);
    assertThat(delete(leaf)).containsExactly(new Purged(leaf), new Purged(middle), deleted(4));
    assertThat(streams).containsOnlyKeys(root, live);
  }

  @Test
  void aChainOfAThousandGoesInOneDecision() {
    StreamKey key = create(null);
    for (int i = 0; i < 1_000; i++) {
      StreamKey next = create(key);
      delete(key);
      key = next;
    }
    assertThat(delete(key)).hasSize(1_002);
    assertThat(streams).isEmpty();
  }

  /** Soft-deleted streams are there exactly as long as something live descends from them. */
  @Test
  void nothingIsKeptInVainAndNothingNeededGoes() {
    Random random = Seeds.random(DeletionRulesTest.class);
    for (int run = 0; run < 50; run++) {
      streams.clear();
      for (int step = 0; step < 150; step++) {
        List<StreamKey> live =
            streams.values().stream().filter(s -> !s.softDeleted()).map(StreamState::key).toList();
        StreamKey any = live.isEmpty() ? null : live.get(random.nextInt(live.size()));
        if (any == null || random.nextInt(8) == 0) {
          create(null);
        } else if (random.nextInt(5) < 3) {
          create(any);
        } else {
          delete(any);
        }
        assertThat(streams.keySet()).isEqualTo(neededKeys());
      }
    }
  }

  private Set<StreamKey> neededKeys() {
    Set<StreamKey> needed = new HashSet<>();
    for (StreamState state : streams.values()) {
      if (!state.softDeleted()) {
        StreamState at = state;
        needed.add(at.key());
        while (at.origin() instanceof Origin.Fork fork && needed.add(fork.sourceKey())) {
          at = streams.get(fork.sourceKey());
        }
      }
    }
    return needed;
  }
}
