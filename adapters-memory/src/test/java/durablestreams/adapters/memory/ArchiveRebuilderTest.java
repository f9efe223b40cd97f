package durablestreams.adapters.memory;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.contract.StorePorts;
import durablestreams.application.contract.TestContent;
import durablestreams.application.fault.FaultySegmentArchive;
import durablestreams.application.fault.FaultySegmentArchive.Fault;
import durablestreams.application.fault.FaultySegmentArchive.Operation;
import durablestreams.application.fault.HeldCall;
import durablestreams.application.offload.tools.ArchiveRebuilder;
import durablestreams.domain.segment.ObjectWriter;
import durablestreams.domain.segment.SegmentObjectName;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rebuilds from archives in which something is wrong. */
class ArchiveRebuilderTest {

  private static final StreamPath PATH = new StreamPath("a");
  private static final StreamKey KEY = new StreamKey(7);

  private final FaultySegmentArchive archive =
      new FaultySegmentArchive(new InMemorySegmentArchive(), new Random(1));
  private final StorePorts ports = InMemoryPorts.open();

  /** Stores an object with one segment, which is one append. */
  private String put(long segment, long start, String append) {
    byte[] frame = ("\0\0\0" + (char) append.length() + append).getBytes(StandardCharsets.UTF_8);
    CRC32C checksum = new CRC32C();
    checksum.update(frame, 0, frame.length);
    String name = SegmentObjectName.of(PATH, KEY, segment, segment, ObjectWriter.SOLE);
    archive.put(
        name,
        new TestContent(frame),
        Map.of(
            "ds-format",
            "1",
            "ds-path",
            PATH.value(),
            "ds-key",
            KEY.toString(),
            "ds-type",
            "text/plain",
            "ds-expiry",
            "never",
            "ds-created",
            "0",
            "ds-segments",
            segment + " " + start + " " + append.length(),
            "ds-crc32c",
            Long.toHexString(checksum.getValue())));
    return name;
  }

  private ArchiveRebuilder.Report rebuild() {
    var rebuilder = new ArchiveRebuilder(ports.store(), archive, InstantSource.system());
    return rebuilder.rebuild(line -> {});
  }

  @Test
  void restoresWhatTheObjectsSay() {
    put(0, 0, "one");
    put(1, 3, "two");
    assertThat(rebuild().problems()).isEmpty();
    assertThat(ports.store().load(PATH).orElseThrow().state().tail().position()).isEqualTo(6);
  }

  /** One request after the other takes hours where a bucket holds a million objects. */
  @Test
  @Timeout(60)
  void manyObjectsAreDescribedAtOnce() throws Exception {
    int objects = 12;
    List<HeldCall> held = new ArrayList<>();
    for (int i = 0; i < objects; i++) {
      put(i, 3L * i, "one");
      held.add(archive.holdNext(Operation.DESCRIBE));
    }
    try (ExecutorService operator = Executors.newSingleThreadExecutor()) {
      var report = operator.submit(this::rebuild);
      for (HeldCall call : held) {
        call.awaitArrival();
      }
      held.forEach(HeldCall::release);
      assertThat(report.get().problems()).isEmpty();
    }
    assertThat(ports.store().load(PATH).orElseThrow().state().tail().position()).isEqualTo(36);
  }

  /** It would go on before its end, and put other objects in the place of those it lacks. */
  @Test
  void aStreamIsLeftOutWhenItsLastObjectDoesNotSayWhatItHolds() {
    put(0, 0, "one");
    String last = put(1, 3, "two");
    archive.put(last, new TestContent(new byte[7]), Map.of());
    leavesTheStreamOut(last);
  }

  /** Even if others seem to hold the same: nobody knows that. */
  @Test
  void aStreamIsLeftOutWhenAnObjectCannotBeDescribed() {
    put(0, 0, "one");
    archive.failNext(Operation.DESCRIBE, Fault.BEFORE);
    put(1, 0, "one");
    leavesTheStreamOut(SegmentObjectName.folderOf(PATH, KEY));
  }

  /** It was deleted, and what came after it may hold the name. */
  @Test
  void anEarlierLifeIsNotRestoredInPlaceOfOneThatIsNotKnown() {
    put(0, 0, "one");
    String later = SegmentObjectName.of(PATH, new StreamKey(8), 0, 0, ObjectWriter.SOLE);
    archive.put(later, new TestContent(new byte[7]), Map.of());
    leavesTheStreamOut(later);
  }

  private void leavesTheStreamOut(String name) {
    var report = rebuild();
    assertThat(report.streams()).isZero();
    assertThat(report.problems())
        .anyMatch(line -> line.startsWith("stream a: ") && line.contains(name));
    assertThat(ports.store().load(PATH)).isEmpty();
    assertThat(ports.queue().garbageObjects(10)).isEmpty();
  }
}
