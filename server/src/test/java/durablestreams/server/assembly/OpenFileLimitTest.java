package durablestreams.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenFileLimitTest {

  @ParameterizedTest
  @CsvSource({
    "1048576, 2, 20000, 20000",
    "9223372036854775807, 2, 10000000, 10000000",
    "1024, 2, 20000, 752",
    "1024, 2, 100, 100",
    "1024, 16, 20000, 640",
    "336, 2, 20000, 64",
  })
  void connectionsLeaveRoomForTheServer(long most, int processors, int wanted, int connections) {
    assertThat(new OpenFileLimit(most, processors).connections(wanted)).isEqualTo(connections);
  }

  @Test
  void tooFewAreRefusedWithWhatIsNeeded() {
    assertThatThrownBy(() -> new OpenFileLimit(335, 2).connections(20_000))
        .isInstanceOf(StartException.class)
        .hasMessage(
            "The process may open only 335 files and sockets, but the server needs 336: raise the limit (ulimit -n)");
  }

  @Test
  void thisProcessHasALimit() {
    assertThat(OpenFileLimit.ofThisProcess().most()).isPositive();
  }
}
