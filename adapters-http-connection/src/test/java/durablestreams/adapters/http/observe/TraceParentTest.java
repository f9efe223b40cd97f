package durablestreams.adapters.http.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {

  private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String FIELD = "00-" + ID + "-00f067aa0ba902b7-01";

  @Test
  void theIdIsTheSecondPart() {
    assertThat(TraceParent.traceId(FIELD)).isEqualTo(ID);
    assertThat(TraceParent.traceId("cc" + FIELD.substring(2) + "-later")).isEqualTo(ID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-" + ID,
        FIELD + "-more",
        FIELD + "," + FIELD,
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e47é6-00f067aa0ba902b7-01",
      })
  void whatIsNotAsItShouldBeHasNone(String field) {
    assertThat(TraceParent.traceId(field)).isEmpty();
  }
}
