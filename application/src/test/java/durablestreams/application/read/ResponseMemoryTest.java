package durablestreams.application.read;

import static durablestreams.application.read.ResponseMemory.LARGE_PIECE;
import static durablestreams.application.read.ResponseMemory.SMALL_PIECE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.memory.InsufficientMemoryException;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import durablestreams.application.read.ResponseMemory.Room;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pages of readers that do not take them, and what is left for others. */
@Timeout(60)
class ResponseMemoryTest {

  private static final int PAGE = 1 << 20;

  private final MemoryBudget memory = new MemoryBudget(128L << 20);
  private final long limit = memory.limit(Share.RESPONSES);
  private final ResponseMemory responses = new ResponseMemory(memory);
  private final List<Room> held = new ArrayList<>();

  private long used() {
    return memory.used(Share.RESPONSES);
  }

  /** Pages that readers hold, from the first one to the first that is smaller than that. */
  private Room holdPagesOf(int bytes) {
    Room room = responses.forPage(PAGE);
    while (room.pageBytes() == bytes) {
      held.add(room);
      room = responses.forPage(PAGE);
    }
    return room;
  }

  @Test
  void pagesShrinkAsReadersHoldThemAndTheShareIsNeverExceeded() {
    Room next = holdPagesOf(PAGE);
    assertThat(held).as("full pages").isNotEmpty();
    assertThat(used()).isBetween(limit / 2 - 2 * PAGE, limit / 2 + 2 * LARGE_PIECE);
    assertThat(next.pageBytes()).isEqualTo(LARGE_PIECE);
    assertThat(next.pieceBytes()).isEqualTo(SMALL_PIECE);
    next.close();

    next = holdPagesOf(LARGE_PIECE);
    assertThat(used()).isBetween(limit / 8 * 7 - 2 * LARGE_PIECE, limit / 8 * 7 + 3 * SMALL_PIECE);
    assertThat(next.pageBytes()).isEqualTo(SMALL_PIECE);
    assertThat(responses.tryForPiece(LARGE_PIECE)).as("a large write buffer").isNull();
    next.close();

    int small = 0;
    while (used() + 3 * SMALL_PIECE <= limit) {
      held.add(responses.forPage(PAGE));
      small++;
    }
    assertThat(small).as("small pages for others").isGreaterThan(10);
    assertThat(used()).isLessThanOrEqualTo(limit);
    held.forEach(Room::close);
    assertThat(used()).isZero();
  }

  @Test
  void aReaderWithoutRoomWaitsForThoseThatHoldIt() throws Exception {
    while (used() + 3 * SMALL_PIECE <= limit) {
      held.add(responses.forPage(PAGE));
    }
    FutureTask<Room> late = new FutureTask<>(() -> responses.forPage(PAGE));
    Thread reader = Thread.ofVirtual().start(late);
    while (reader.getState() != Thread.State.TIMED_WAITING && !late.isDone()) {
      Thread.onSpinWait();
    }
    held.removeLast().close();
    assertThat(late.get().pageBytes()).isEqualTo(SMALL_PIECE);
    late.get().close();
    held.forEach(Room::close);
  }

  @Test
  void aReaderThatFindsNoRoomIsRefused() {
    while (used() + 3 * SMALL_PIECE <= limit) {
      held.add(responses.forPage(PAGE));
    }
    Thread.currentThread().interrupt(); // instead of the whole wait
    assertThatThrownBy(() -> responses.forPage(PAGE))
        .isInstanceOf(InsufficientMemoryException.class);
    assertThat(Thread.interrupted()).isTrue();
    held.forEach(Room::close);
  }

  @Test
  void aLeaseFitsWhatWasRead() {
    Room room = responses.forPage(PAGE);
    long whole = used();
    assertThat(room.settle(1_000)).isTrue();
    assertThat(used()).isEqualTo(3_000).isLessThan(whole);
    assertThat(room.settle(PAGE)).isTrue();
    assertThat(used()).isEqualTo(whole);
    room.close();
    assertThat(used()).isZero();
  }
}
