package durablestreams.adapters.http.connection;

import io.helidon.webserver.spi.ServerConnectionSelector;

/**
 * The protocols a connection can speak.
 *
 * @param http1 HTTP/1.1, which also answers what is neither
 * @param http2 HTTP/2
 * @param tooMany what a client with too many connections is sent, a whole HTTP/1.1 response
 */
public record Protocols(
    ServerConnectionSelector http1, ServerConnectionSelector http2, byte[] tooMany) {}
