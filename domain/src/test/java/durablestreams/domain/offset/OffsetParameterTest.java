package durablestreams.domain.offset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetParameterTest {

  @Test
  void sentinelsAndTokensAreUnderstood() {
    assertThat(OffsetParameter.parse("-1")).isEqualTo(new OffsetParameter.Beginning());
    assertThat(OffsetParameter.parse("now")).isEqualTo(new OffsetParameter.Now());
    assertThat(OffsetParameter.parse("0000000000000003_0000000000000004"))
        .isEqualTo(new OffsetParameter.At(new Offset(3, 4)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "NOW", "Now", "-2", "-01", "0", "1", "now ", "\u0000", "null"})
  void everythingElseIsRefusedWithASentence(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OffsetParameter.parse(value))
        .withMessageContaining("-1 or now");
  }
}
