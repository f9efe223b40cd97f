/**
 * Clients of simulated servers, by role, and the history of what they sent and saw, with the rules
 * that every history keeps.
 */
@NullMarked
package durablestreams.simulation.client;

import org.jspecify.annotations.NullMarked;
