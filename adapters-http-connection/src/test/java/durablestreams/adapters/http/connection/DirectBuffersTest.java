package durablestreams.adapters.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DirectBuffersTest {

  private final DirectBuffers buffers = new DirectBuffers(2);

  private ByteBuffer taken() {
    return Objects.requireNonNull(buffers.take(), "no buffer");
  }

  @Test
  void noMoreAreMadeThanThePoolHolds() {
    ByteBuffer one = taken();
    ByteBuffer other = taken();
    assertThat(one).isNotSameAs(other);
    assertThat(buffers.take()).isNull();
    assertThat(buffers.take()).isNull();
    buffers.give(other);
    assertThat(taken()).isSameAs(other);
    assertThat(buffers.take()).isNull();
  }

  @Test
  void aBufferIsEmptyWhenItIsTaken() {
    ByteBuffer used = taken();
    used.putLong(1).flip();
    buffers.give(used);
    assertThat(taken().remaining()).isEqualTo(DirectBuffers.BYTES);
    assertThat(used.isDirect()).isTrue();
  }
}
