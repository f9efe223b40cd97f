package durablestreams.application.contract;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.port.HotLogHousekeeping;
import durablestreams.application.port.HotLogHousekeeping.Piece;
import durablestreams.domain.stream.StreamKey;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Contract of every {@link HotLogHousekeeping}. */
public abstract class HotLogHousekeepingContract extends StoreContract {

  private Piece piece(int maxRows) {
    return housekeeping().reclaim(maxRows);
  }

  @Test
  void anEmptyStoreNeedsNone() {
    Piece piece = piece(10);
    assertThat(piece.more()).isFalse();
    assertThat(piece.blocking().isNegative()).isFalse();
  }

  @Test
  void rowsThatObjectsHoldAreRemovedInPieces() {
    StreamKey key = streams.create("a");
    for (int i = 0; i < 100; i++) {
      streams.append(key, "message " + i);
      commit();
    }
    streams.offload(List.of(streams.seal(key)));
    streams.append(key, "tail");
    commit();
    assertThat(piece(7).more()).isTrue();
    check();
    reclaimAll();
    assertThat(piece(7).more()).isFalse();
  }

  @Test
  void rowsOfAPurgedStreamAreRemoved() {
    StreamKey key = streams.create("a");
    streams.append(key, "message");
    commit();
    streams.delete(key);
    commit();
    reclaimAll();
    assertThat(directory().census().hotBytes()).isZero();
  }

  @Test
  void piecesRunBesideCommits() throws Exception {
    StreamKey key = streams.create("a");
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
      Future<?> pieces =
          executor.submit(() -> {
            while (!done.get()) {
              piece(5);
            }
          });
      try {
        for (int i = 1; i <= 200; i++) {
          streams.append(key, "message " + i);
          if (i % 10 == 0) {
            streams.offload(List.of(streams.seal(key)));
          }
          commit();
        }
      } finally {
        done.set(true);
      }
      pieces.get(60, TimeUnit.SECONDS);
    }
    check();
  }
}
