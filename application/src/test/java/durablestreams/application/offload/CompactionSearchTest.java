package durablestreams.application.offload;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.port.StreamDirectory;
import durablestreams.domain.segment.FrameIndex;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.StreamKey;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Search for compactions through many objects, and the choice when not all fit into one object. */
class CompactionSearchTest {

  private static List<StoredObject> objects(int... segmentsOfEach) {
    List<StoredObject> objects = new ArrayList<>();
    long first = 0;
    for (int segments : segmentsOfEach) {
      long end = first + segments;
      var index = new FrameIndex(new long[] {first}, new long[] {0}, new int[1], end, 1);
      objects.add(
          new StoredObject(new StreamKey(1), "o" + first, first, end - 1, first, end, 1, 0, index));
      first = end;
    }
    return objects;
  }

  private static List<Long> fitting(int... segmentsOfEach) {
    return CompactionSearch.fitting(objects(segmentsOfEach), 16).stream()
        .map(StoredObject::segments)
        .toList();
  }

  @Test
  void takesWhatFits() {
    assertThat(fitting(1, 2, 3)).containsExactly(1L, 2L, 3L);
    assertThat(fitting(10, 6, 1)).containsExactly(10L, 6L);
  }

  @Test
  void passesByWhatIsFull() {
    assertThat(fitting(16, 16, 1, 2)).containsExactly(1L, 2L);
    assertThat(fitting(9, 9, 9, 7)).containsExactly(9L, 7L);
  }

  /** Three adjacent small objects of each of these streams. */
  private static List<StoredObject> triples(int streams) {
    List<StoredObject> all = new ArrayList<>();
    for (int key = 1; key <= streams; key++) {
      for (StoredObject object : objects(1, 1, 1)) {
        all.add(ofStream(key, object));
      }
    }
    return all;
  }

  private static StoredObject ofStream(long key, StoredObject object) {
    return new StoredObject(
        new StreamKey(key),
        key + object.name(),
        object.firstSegment(),
        object.lastSegment(),
        object.start(),
        object.end(),
        object.size(),
        object.crc32c(),
        object.index());
  }

  private static CompactionSearch search(List<StoredObject> all, AtomicInteger looks) {
    StreamDirectory directory =
        (StreamDirectory)
            Proxy.newProxyInstance(
                StreamDirectory.class.getClassLoader(),
                new Class<?>[] {StreamDirectory.class},
                (proxy, method, arguments) -> {
                  looks.incrementAndGet();
                  return method.getName().equals("objects")
                      ? page(all, (long) arguments[0], (long) arguments[1], (int) arguments[2])
                      : page(all, ((StreamKey) arguments[0]).value(), (long) arguments[1], 3);
                });
    return new CompactionSearch(
        directory,
        new OffloadSettings(
            1_000, Duration.ZERO, 1, Duration.ZERO, Duration.ZERO, 3, 100, Duration.ZERO));
  }

  private static List<?> page(List<StoredObject> all, long key, long start, int limit) {
    List<StoredObject> page =
        all.stream()
            .filter(o -> o.key().value() > key || (o.key().value() == key && o.start() >= start))
            .limit(limit)
            .toList();
    return limit == 3 ? page : page.stream().map(StoredObject::span).toList();
  }

  /** Otherwise a few runs that cannot be compacted would keep all others from it. */
  @Test
  void runsThatAreNotCompactedDoNotHideOthers() {
    CompactionSearch search = search(triples(5), new AtomicInteger());
    List<Long> found = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      search.runs(2).forEach(run -> found.add(run.getFirst().key().value()));
    }
    assertThat(found).containsExactly(1L, 2L, 3L, 4L, 5L, 1L, 2L);
  }

  @Test
  void aCallLooksAtABoundedNumberOfObjectsAndTheNextOneGoesOn() {
    List<StoredObject> all = new ArrayList<>();
    for (int key = 1; key <= 45_000; key++) {
      all.add(ofStream(key, objects(1).getFirst()));
    }
    objects(1, 1, 1).forEach(object -> all.add(ofStream(50_000, object)));
    AtomicInteger looks = new AtomicInteger();
    CompactionSearch search = search(all, looks);
    int calls = 0;
    List<List<StoredObject>> found;
    do {
      looks.set(0);
      found = search.runs(4);
      calls++;
      assertThat(looks.get()).isLessThanOrEqualTo(11);
    } while (found.isEmpty());
    assertThat(calls).isEqualTo(3);
    assertThat(found).containsExactly(all.subList(45_000, 45_003));
  }
}
