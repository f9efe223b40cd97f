package durablestreams.benchmarks.load;

import java.nio.ByteBuffer;

/**
 * The requests of one connection, one after the other. A source is used by one thread and may hand
 * out the same buffers again once the answer to them is there.
 */
@FunctionalInterface
public interface RequestSource {

  /** An empty body. */
  ByteBuffer NO_BODY = ByteBuffer.allocate(0);

  /** The answer when there is nothing left to send. */
  Outgoing END = new Outgoing(NO_BODY, NO_BODY);

  /** The next request, or {@link #END}. */
  Outgoing next();

  /**
   * A request in two parts, both ready to be read.
   *
   * @param head request line and headers, and the body too when it is small
   * @param body what follows, maybe nothing
   */
  record Outgoing(ByteBuffer head, ByteBuffer body) {

    /** Bytes still to be sent. */
    int length() {
      return head.remaining() + body.remaining();
    }
  }
}
