package durablestreams.adapters.http.caching;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.StreamKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagTest {

  private static final EntityTag TAG =
      EntityTag.of(new StreamKey(7), Offset.START, new Offset(0, 5), false, false);
  private static final String TEXT =
      "\"7:0000000000000000_0000000000000000:0000000000000000_0000000000000005\"";

  @Test
  void namesIncarnationAndRange() {
    assertThat(TAG.plain()).isEqualTo(TEXT);
    assertThat(TAG.gzipped()).isNotEqualTo(TEXT);
  }

  @Test
  void changesWhenTheStreamIsClosedOrCreatedAgain() {
    EntityTag closed = EntityTag.of(TAG.key(), TAG.from(), TAG.next(), true, true);
    EntityTag again = EntityTag.of(new StreamKey(8), TAG.from(), TAG.next(), false, false);
    assertThat(closed.plain()).isNotEqualTo(TEXT).endsWith(":c\"");
    assertThat(closed.matches(TEXT)).isFalse();
    assertThat(again.matches(TEXT)).isFalse();
  }

  @Test
  void changesWhenThePageIsNotTheTailAnyMore() {
    EntityTag tail = EntityTag.of(TAG.key(), TAG.from(), TAG.next(), true, false);
    assertThat(tail.plain()).isNotEqualTo(TEXT);
    assertThat(TAG.matches(tail.plain())).isFalse();
    assertThat(TAG.matches(tail.gzipped())).isFalse();
  }

  @Test
  void isFoundInEveryFormOfTheCondition() {
    assertThat(TAG.matches(TEXT)).isTrue();
    assertThat(TAG.matches("W/" + TEXT)).isTrue();
    assertThat(TAG.matches("\"a\", " + TEXT + ",\"b\"")).isTrue();
    assertThat(TAG.matches("\"a,b\" , W/" + TEXT)).isTrue();
    assertThat(TAG.matches(TAG.gzipped())).isTrue();
    assertThat(TAG.matches("*")).isTrue();
    assertThat(TAG.matches(" * ")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"\"", "\"a\"", "\"", "7", "W/", "\"a\", \"b\"", "\"*\""})
  void isNotFoundInOthers(String condition) {
    assertThat(TAG.matches(condition)).isFalse();
    assertThat(TAG.matches(TEXT.substring(1))).isFalse();
    assertThat(TAG.matches(TEXT.substring(0, 20))).isFalse();
  }
}
