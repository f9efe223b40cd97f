package durablestreams.application.read;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.port.StreamDirectory;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.PositionUnit;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.SegmentFrames;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.StreamKey;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StreamMapTest {

  private static final StreamKey KEY = new StreamKey(1);
  private static final long UNITS = 10;

  private List<SealedSegment> segments = segments(100);
  private List<StoredObject> objects = objects("a", 3);
  private int lookups;

  private final StreamMap map =
      new StreamMap(
          (StreamDirectory)
              Proxy.newProxyInstance(
                  StreamDirectory.class.getClassLoader(),
                  new Class<?>[] {StreamDirectory.class},
                  (proxy, method, args) -> {
                    lookups++;
                    return lookedUp(method.getName(), args);
                  }));

  private Object lookedUp(String method, Object[] args) {
    long wanted = (long) args[1];
    return switch (method) {
      case "segment" -> segments.stream().filter(each -> each.number() == wanted).findFirst();
      case "segmentsFrom" ->
          segments.stream().filter(each -> each.end() > wanted).limit((int) args[2]).toList();
      case "objectsFrom" ->
          objects.stream().filter(each -> each.end() > wanted).limit((int) args[2]).toList();
      default -> throw new AssertionError(method);
    };
  }

  private static List<SealedSegment> segments(int count) {
    return LongStream.range(0, count)
        .mapToObj(i -> new SealedSegment(KEY, i, i * UNITS, (i + 1) * UNITS, 1, UNITS))
        .toList();
  }

  /** Objects that begin at the start of the stream. */
  private static List<StoredObject> objects(String prefix, int count) {
    byte[] frames = SegmentFrames.encode(MessageBatch.ofBytes(new byte[(int) UNITS]));
    return LongStream.range(0, count)
        .mapToObj(i -> {
          var indexer = new SegmentFrames.Indexer(PositionUnit.BYTES, i * UNITS);
          indexer.accept(frames);
          return new StoredObject(
              KEY,
              prefix + i,
              i,
              i,
              i * UNITS,
              (i + 1) * UNITS,
              frames.length,
              indexer.crc32c(),
              indexer.index());
        })
        .toList();
  }

  @Test
  void oneLookUpServesASequentialRead() {
    for (long position = 0; position < 32 * UNITS; position += UNITS / 2) {
      assertThat(map.segmentHolding(KEY, position))
          .contains(segments.get((int) (position / UNITS)));
    }
    assertThat(map.segment(KEY, 31)).contains(segments.get(31));
    assertThat(map.objects(KEY, 0).list()).isEqualTo(objects);
    assertThat(map.objects(KEY, 2 * UNITS).list()).containsExactly(objects.get(2));
    assertThat(lookups).isEqualTo(2);
  }

  @Test
  void whatWasNotLookedUpIsAskedOfTheDirectory() {
    assertThat(map.segment(KEY, 70)).contains(segments.get(70));
    assertThat(map.segment(KEY, 100)).isEmpty();
    assertThat(map.segmentHolding(KEY, 70 * UNITS)).contains(segments.get(70));
    assertThat(map.segmentHolding(KEY, 100 * UNITS)).isEmpty();
    assertThat(map.objects(KEY, 3 * UNITS).list()).isEmpty();
    assertThat(lookups).isEqualTo(5);
  }

  @Test
  void objectsAreCompleteUpToTheLastOfAFullAnswerOnly() {
    assertThat(map.objects(KEY, 0).to()).isEqualTo(Long.MAX_VALUE);
    assertThat(map.objects(KEY, 0).to()).as("known before").isEqualTo(3 * UNITS);
    objects = objects("a", 9);
    assertThat(map.objects(KEY, 3 * UNITS).to()).isEqualTo(7 * UNITS);
  }

  @Test
  void objectsAreLookedUpAnewWhenOneHasVanished() {
    map.objects(KEY, 0);
    List<StoredObject> before = objects;
    objects = objects("b", 3);
    assertThat(map.objects(KEY, 0).list()).isEqualTo(before);
    assertThat(map.objectsAnew(KEY, 0).list()).isEqualTo(objects);
    assertThat(map.objects(KEY, 0).list()).isEqualTo(objects);
    assertThat(lookups).isEqualTo(2);
  }

  @Test
  void aStreamThatIsPurgedLeavesNoEntry() {
    map.segmentHolding(KEY, 0);
    map.objects(KEY, 0);
    segments = List.of();
    objects = List.of();
    assertThat(map.objectsAnew(KEY, 0).list()).isEmpty();
    assertThat(map.objects(KEY, 0).list()).isEmpty();
    assertThat(map.segmentHolding(KEY, 0)).isEmpty();
  }

  @Test
  void theLeastRecentlyUsedStreamIsEvicted() {
    map.segmentHolding(KEY, 0);
    for (long key = 2; key <= 256; key++) {
      map.segmentHolding(new StreamKey(key), 0);
    }
    map.segmentHolding(KEY, 0);
    assertThat(lookups).isEqualTo(256);
    map.segmentHolding(new StreamKey(257), 0);
    map.segmentHolding(KEY, 0);
    assertThat(lookups).isEqualTo(257);
    map.segmentHolding(new StreamKey(2), 0);
    assertThat(lookups).isEqualTo(258);
  }
}
