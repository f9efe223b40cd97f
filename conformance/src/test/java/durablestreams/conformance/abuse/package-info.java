/**
 * Garbage on the wire and clients that misbehave, and a server that stays polite, silent about its
 * insides and in service.
 */
@NullMarked
package durablestreams.conformance.abuse;

import org.jspecify.annotations.NullMarked;
