package durablestreams.application.offload;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.domain.segment.FrameIndex;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.StreamKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Selection of adjacent objects for a compaction when not all of them fit into one object. */
class ObjectCompactorTest {

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
    return ObjectCompactor.fitting(objects(segmentsOfEach), 16).stream()
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
}
