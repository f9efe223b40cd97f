package durablestreams.adapters.http.exchange;

import java.io.IOException;

/** Destination of the bytes of a body. */
@FunctionalInterface
public interface ByteSink {

  /** Takes {@code count} bytes of an array that is not changed afterwards. */
  void write(byte[] bytes, int from, int count) throws IOException;
}
