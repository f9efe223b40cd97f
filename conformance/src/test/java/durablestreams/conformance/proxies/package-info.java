/** The server behind the reverse proxies that Debian packages. */
@NullMarked
package durablestreams.conformance.proxies;

import org.jspecify.annotations.NullMarked;
