/**
 * Clusters of real processes on a real engine: what holds at whichever node a request comes in, and
 * while nodes die.
 */
@NullMarked
package durablestreams.conformance.cluster;

import org.jspecify.annotations.NullMarked;
