package durablestreams.application.replication.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PositionTasksTest {

  private final PositionTasks tasks = new PositionTasks();
  private final List<String> done = new ArrayList<>();
  private long position = 10;

  private boolean add(String name, long wanted) {
    return tasks.add(wanted, () -> position, at -> done.add(name + " at " + at));
  }

  private void pass(long next) {
    position = next;
    tasks.passed(next);
  }

  @Test
  void aTaskRunsOnceAtItsPosition() {
    assertThat(add("a", 12)).isTrue();
    pass(11);
    assertThat(done).isEmpty();
    pass(12);
    pass(13);
    assertThat(done).containsExactly("a at 12");
  }

  @Test
  void positionsThatAreLeftOutCount() {
    assertThat(add("later", 14)).isTrue();
    assertThat(add("a", 12)).isTrue();
    assertThat(add("b", 11)).isTrue();
    pass(13);
    assertThat(done).containsExactly("a at 13", "b at 13");
    pass(14);
    assertThat(done).last().isEqualTo("later at 14");
  }

  @Test
  void aPositionThatWasPassedIsRefused() {
    assertThat(add("a", 10)).isFalse();
    assertThat(add("b", 3)).isFalse();
    pass(11);
    assertThat(done).isEmpty();
  }

  @Test
  void aPositionThatIsPassedWhileTheTaskIsAddedIsNotLost() {
    boolean added = tasks.add(11, () -> passing(11), at -> done.add("a at " + at));
    assertThat(added).isTrue();
    assertThat(done).containsExactly("a at 11");
  }

  private long passing(long next) {
    pass(next);
    return position;
  }
}
