package durablestreams.domain.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import durablestreams.domain.Streams;
import durablestreams.domain.producer.ProducerStamp;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamValuesTest {

  @Test
  void streamSeqComparesByteByByte() {
    assertThat(new StreamSeq("2")).isGreaterThan(new StreamSeq("10"));
    assertThat(new StreamSeq("a")).isGreaterThan(new StreamSeq("B"));
    assertThat(new StreamSeq("ab")).isGreaterThan(new StreamSeq("a"));
    assertThat(new StreamSeq("ÿ")).isGreaterThan(new StreamSeq("~"));
    assertThat(StreamSeq.NONE).isLessThan(new StreamSeq(" "));
  }

  @Test
  void streamSeqHasALimit() {
    assertThat(new StreamSeq("x".repeat(256)).value()).hasSize(256);
    assertThatIllegalArgumentException().isThrownBy(() -> new StreamSeq("x".repeat(257)));
  }

  @Test
  void keysArePositiveAndOrdered() {
    assertThatIllegalArgumentException().isThrownBy(() -> new StreamKey(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new StreamKey(-1));
    assertThat(new StreamKey(9)).isLessThan(new StreamKey(10)).hasToString("9");
  }

  @Test
  void aClosureSaysWhetherAppendsEnd() {
    assertThat(Closure.open().isClosed()).isFalse();
    assertThat(Closure.closed().isClosed()).isTrue();
    assertThat(new Closure.ClosedBy(new ProducerStamp("p", 0, 0)).isClosed()).isTrue();
  }

  @Test
  void everyWithChangesOneThing() throws Exception {
    StreamState state = Streams.empty();
    Instant later = Streams.NOW.plusSeconds(1);
    assertThat(differences(state, state.withTail(Tail.EMPTY.appended(1, 1, 1))))
        .containsExactly("tail");
    assertThat(differences(state, state.withLastSeq(new StreamSeq("1"))))
        .containsExactly("lastSeq");
    assertThat(differences(state, state.withClosure(Closure.closed()))).containsExactly("closure");
    assertThat(differences(state, state.withDeadline(later))).containsExactly("deadline");
    assertThat(differences(state, state.asSoftDeleted())).containsExactly("softDeleted");
    assertThat(differences(state, state.withMoreForks(2))).containsExactly("forks");
    assertThat(state.withMoreForks(2).withMoreForks(-1).forks()).isEqualTo(1);
  }

  private static List<String> differences(StreamState one, StreamState other) throws Exception {
    List<String> names = new ArrayList<>();
    for (RecordComponent component : StreamState.class.getRecordComponents()) {
      Object before = component.getAccessor().invoke(one);
      if (!before.equals(component.getAccessor().invoke(other))) {
        names.add(component.getName());
      }
    }
    return names;
  }
}
