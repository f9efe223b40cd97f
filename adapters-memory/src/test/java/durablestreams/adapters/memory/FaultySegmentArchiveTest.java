package durablestreams.adapters.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import durablestreams.application.contract.SegmentArchiveContract;
import durablestreams.application.contract.TestContent;
import durablestreams.application.fault.FaultySegmentArchive;
import durablestreams.application.fault.FaultySegmentArchive.Fault;
import durablestreams.application.fault.FaultySegmentArchive.Operation;
import durablestreams.application.fault.HeldCall;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The archive that fails on demand is a good one until then. */
class FaultySegmentArchiveTest extends SegmentArchiveContract {

  private static final byte[] BYTES = "ten bytes.".getBytes(StandardCharsets.UTF_8);

  private final InMemorySegmentArchive inner = new InMemorySegmentArchive();
  private final FaultySegmentArchive faulty = faulty(inner);

  private static FaultySegmentArchive faulty(SegmentArchive inner) {
    return new FaultySegmentArchive(inner, new Random(42));
  }

  @Override
  protected SegmentArchive openEmpty() {
    return faulty(new InMemorySegmentArchive());
  }

  @Test
  void anOutageFailsEverythingUntilItEnds() {
    put("a");
    faulty.goDown();
    List<Runnable> calls =
        List.of(
            () -> put("b"),
            () -> faulty.read("a", 0, 1),
            () -> faulty.describe("a"),
            () -> faulty.delete("a"),
            () -> faulty.list("", each -> {}));
    for (Runnable call : calls) {
      assertThatExceptionOfType(ArchiveUnavailableException.class).isThrownBy(call::run);
    }
    faulty.comeBack();
    assertThat(faulty.describe("a")).isPresent();
    assertThat(faulty.describe("b")).isEmpty();
    assertThat(faulty.calls(Operation.DESCRIBE)).isEqualTo(3);
  }

  @Test
  void aPutFailsBeforeOrAfterItTookEffect() {
    faulty.failNext(Operation.PUT, Fault.BEFORE);
    faulty.failNext(Operation.PUT, Fault.AFTER);
    for (String name : List.of("a", "b")) {
      assertThatExceptionOfType(ArchiveUnavailableException.class).isThrownBy(() -> put(name));
    }
    put("c");
    assertThat(inner.describe("a")).isEmpty();
    assertThat(inner.describe("b")).isPresent();
    assertThat(inner.describe("c")).isPresent();
  }

  @Test
  void readsAreTruncatedOrCorruptedOnceOrForGood() {
    put("a");
    faulty.failNext(Operation.READ, Fault.TRUNCATED);
    faulty.failNext(Operation.READ, Fault.CORRUPTED);
    assertThatExceptionOfType(ArchiveUnavailableException.class)
        .isThrownBy(() -> faulty.read("a", 0, 10));
    assertThat(faulty.read("a", 0, 10).orElseThrow()).hasSize(10).isNotEqualTo(BYTES);
    assertThat(faulty.read("a", 0, 10)).contains(BYTES);

    faulty.corrupt("a", 3);
    assertThat(faulty.read("a", 0, 10).orElseThrow()).hasSize(10).isNotEqualTo(BYTES);
    faulty.truncate("a", 3);
    assertThatExceptionOfType(ArchiveUnavailableException.class)
        .isThrownBy(() -> faulty.read("a", 0, 10));
    assertThat(inner.describe("a").orElseThrow().size()).isEqualTo(3);
  }

  @Test
  void theSameSeedMeetsTheSameFaults() {
    List<Boolean> first = outcomes(faulty(new InMemorySegmentArchive()));
    assertThat(first).contains(true, false);
    assertThat(outcomes(faulty(new InMemorySegmentArchive()))).isEqualTo(first);
  }

  private static List<Boolean> outcomes(FaultySegmentArchive archive) {
    archive.failRandomly(Operation.DELETE, Fault.BEFORE, 0.3);
    archive.failRandomly(Operation.DELETE, Fault.AFTER, 0.2);
    List<Boolean> succeeded = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      try {
        archive.delete("a");
        succeeded.add(true);
      } catch (ArchiveUnavailableException e) {
        succeeded.add(false);
      }
    }
    archive.behave();
    archive.delete("a");
    return succeeded;
  }

  @Test
  void aHeldCallWaits() throws Exception {
    HeldCall held = faulty.holdNext(Operation.PUT);
    CompletableFuture<Void> slow = CompletableFuture.runAsync(() -> put("slow"));
    held.awaitArrival();
    put("quick");
    assertThat(inner.describe("slow")).isEmpty();
    assertThat(slow).isNotDone();
    held.release();
    slow.join();
    assertThat(inner.describe("slow")).isPresent();
  }

  private void put(String name) {
    faulty.put(name, new TestContent(BYTES), Map.of());
  }
}
