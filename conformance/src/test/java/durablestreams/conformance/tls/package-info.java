/** The server over TLS, and over the two versions of HTTP that it speaks there. */
@NullMarked
package durablestreams.conformance.tls;

import org.jspecify.annotations.NullMarked;
