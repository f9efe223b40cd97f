package durablestreams.junit;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.server.DurableStreams;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@DurableStreamsTest
class DurableStreamsTestTest {

  private static final Set<DurableStreams> SEEN = new HashSet<>();

  private int port;

  @BeforeEach
  void prepare(DurableStreams streams) {
    port = streams.port();
    streams.stream("prepared").create("application/json");
  }

  @RepeatedTest(3)
  void eachTestHasAServerOfItsOwn(DurableStreams streams) {
    assertThat(SEEN.add(streams)).isTrue();
    assertThat(streams.port()).isEqualTo(port);
    streams.stream("prepared").append("1");
    assertThat(streams.stream("prepared").read().texts()).containsExactly("1");
  }

  @Test
  void aTestWithoutAParameterIsATestAsAnyOther() {
    assertThat(port).isPositive();
  }
}
