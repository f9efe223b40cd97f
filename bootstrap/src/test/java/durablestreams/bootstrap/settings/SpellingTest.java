package durablestreams.bootstrap.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {

  @ParameterizedTest
  @CsvSource({"port,port,0", "prot,port,1", "pot,port,1", "ports,port,1", "fort,port,1", "'',ab,2"})
  void distanceCountsSlips(String from, String to, int slips) {
    assertThat(Spelling.distance(from, to)).isEqualTo(slips);
  }

  @Test
  void onlyWhatIsNearIsSuggested() {
    List<String> words = List.of("port", "host", "long-poll-timeout");
    assertThat(Spelling.nearest("hosts", words)).contains("host");
    assertThat(Spelling.nearest("long_poll_timeout", words)).contains("long-poll-timeout");
    assertThat(Spelling.nearest("frobnicate", words)).isEmpty();
  }
}
