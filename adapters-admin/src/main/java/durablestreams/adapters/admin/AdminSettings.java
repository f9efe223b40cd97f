package durablestreams.adapters.admin;

import java.util.Optional;

/**
 * Address of the admin listener, and its credentials.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 takes a free one
 * @param token required of every call but the probes; may be empty only on a loopback address
 */
public record AdminSettings(String host, int port, Optional<String> token) {}
