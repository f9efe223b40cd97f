/**
 * The tools of the black-box tests: a server process under test, an HTTP client that controls every
 * byte on the wire, a reader of server-sent events. Nothing here knows the server's classes, only
 * its jar, its command line and the protocol.
 */
@NullMarked
package durablestreams.conformance.harness;

import org.jspecify.annotations.NullMarked;
