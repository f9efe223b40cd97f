/** Certificates for tests of servers and clients with TLS. */
@NullMarked
package durablestreams.application.tls;

import org.jspecify.annotations.NullMarked;
