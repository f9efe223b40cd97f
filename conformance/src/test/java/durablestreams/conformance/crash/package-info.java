/**
 * What is left of a server that was killed without warning: writers that remember every
 * acknowledgement, and the checks that the restarted server knows exactly what it had acknowledged.
 */
@NullMarked
package durablestreams.conformance.crash;

import org.jspecify.annotations.NullMarked;
