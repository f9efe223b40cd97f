package durablestreams.benchmarks.http;

import java.io.IOException;

/** User of a {@link Connection}; all calls come from the connection's event loop. */
public interface ConnectionHandler extends BodySink {

  /** The connection is open and may send. */
  void opened(Connection connection);

  /** All headers of a response have been read; its body may still come. */
  default void head(ResponseParser response) {}

  /** A response is complete. */
  void responded(Connection connection, ResponseParser response);

  /** The connection failed or was ended by the server; it is closed already. */
  void broken(Connection connection, IOException cause);
}
