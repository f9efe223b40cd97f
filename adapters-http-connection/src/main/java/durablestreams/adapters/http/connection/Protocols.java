package durablestreams.adapters.http.connection;

import durablestreams.adapters.http.connection.head.HeadReader;
import durablestreams.adapters.http.connection.request.RequestLimit;
import io.helidon.webserver.spi.ServerConnectionSelector;

/**
 * The protocols a connection can speak.
 *
 * @param http1 answers HTTP/1, and what is neither
 * @param maxLine bytes of a request line of HTTP/1
 * @param maxFields bytes of a header section of HTTP/1
 * @param http2 HTTP/2
 * @param requests limits of HTTP/2
 * @param tooMany what a client with too many connections is sent, a whole HTTP/1.1 response
 */
public record Protocols(
    RequestHandler http1,
    int maxLine,
    int maxFields,
    ServerConnectionSelector http2,
    RequestLimit requests,
    byte[] tooMany) {

  Http1Connection http1(WatchedConnection connection) {
    HeadReader heads = new HeadReader(connection.dataReader(), maxLine, maxFields);
    return new Http1Connection(connection, http1, heads);
  }
}
