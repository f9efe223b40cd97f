package durablestreams.benchmarks.http;

import java.nio.ByteBuffer;

/** The receiver of body bytes, without the framing of the transfer. */
@FunctionalInterface
public interface BodySink {

  /** A sink that drops what it gets. */
  BodySink NONE = (buffer, from, length) -> {};

  /**
   * Takes bytes of a body.
   *
   * @param buffer holds the bytes; read it by index and leave its position and limit alone
   * @param from index of the first byte
   * @param length number of bytes, at least 1
   */
  void body(ByteBuffer buffer, int from, int length);
}
