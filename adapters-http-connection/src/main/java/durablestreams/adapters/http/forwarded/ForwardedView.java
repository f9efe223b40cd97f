package durablestreams.adapters.http.forwarded;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A request as the outermost trusted proxy received it.
 *
 * @param client the nearest address that is not a trusted proxy; the farthest known one when all
 *     are
 * @param scheme {@code http} or {@code https}; {@code null} when no trusted proxy says it
 * @param host host and port; {@code null} when no trusted proxy says it
 * @param malformed whether something that was said was malformed, and so ignored
 */
public record ForwardedView(
    InetAddress client, @Nullable String scheme, @Nullable String host, boolean malformed) {

  static ForwardedView direct(InetAddress peer) {
    return new ForwardedView(peer, null, null, false);
  }
}
