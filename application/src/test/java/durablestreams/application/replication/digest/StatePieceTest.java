package durablestreams.application.replication.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.port.replication.DigestAnswer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatePieceTest {

  @Test
  void theFirstPieceHasTheFirstStreams() {
    assertThat(StatePiece.parse(DigestAnswer.FIRST_PIECE)).isEqualTo(new StatePiece.Streams(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "streams/64",
        "links//",
        "links/jobs/",
        "links/jobs/a/path/with spaces",
      })
  void aPieceHasAText(String text) {
    assertThat(StatePiece.parse(text).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "streams", "streams/x", "streams/-1", "links/jobs", "rows/1"})
  void anotherTextIsNoPiece(String text) {
    assertThatThrownBy(() -> StatePiece.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
