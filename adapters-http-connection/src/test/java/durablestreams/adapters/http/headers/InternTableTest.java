package durablestreams.adapters.http.headers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InternTableTest {

  private final AtomicInteger made = new AtomicInteger();

  @Test
  void makesAValueOnceWhileItsTextKeepsComing() {
    InternTable<String> recent = new InternTable<>(8, text -> text + made.incrementAndGet());
    assertThat(recent.get("a")).isEqualTo("a1");
    assertThat(recent.get(new String("a"))).isEqualTo("a1");
  }

  @Test
  void neverMixesUpTextsThatShareAPlace() {
    InternTable<String> recent = new InternTable<>(1, text -> text + "!");
    for (int round = 0; round < 3; round++) {
      for (String text : new String[] {"a", "b", "Aa", "BB"}) {
        assertThat(recent.get(text)).isEqualTo(text + "!");
      }
    }
  }

  @Test
  void doesNotRememberFailures() {
    InternTable<Integer> recent = new InternTable<>(8, Integer::valueOf);
    assertThatThrownBy(() -> recent.get("x")).isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(() -> recent.get("x")).isInstanceOf(NumberFormatException.class);
    assertThat(recent.get("7")).isEqualTo(7);
  }
}
