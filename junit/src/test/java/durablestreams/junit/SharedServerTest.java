package durablestreams.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.server.DurableStreams;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server of another configuration, which all methods share because the class asks first. */
class SharedServerTest {

  @RegisterExtension
  static final DurableStreamsExtension STREAMS =
      new DurableStreamsExtension(() -> DurableStreams.builder().inMemory());

  @BeforeAll
  static void prepare(DurableStreams streams) {
    streams.stream("shared").create("text/plain");
  }

  @Test
  void hasWhatTheClassPrepared(DurableStreams streams) {
    assertThat(streams.stream("shared").read().upToDate()).isTrue();
  }

  @Test
  void doesNotListenUnlessTheBuilderSaysSo(DurableStreams streams) {
    assertThat(streams.stream("shared").name()).isEqualTo("shared");
    assertThatThrownBy(streams::port).isInstanceOf(IllegalStateException.class);
  }
}
