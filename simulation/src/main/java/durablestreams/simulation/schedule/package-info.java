/**
 * The deterministic scheduler: threads that run one at a time in an order that a seed decides,
 * simulated time, and what the calls of woven classes are redirected to. Nothing here knows what is
 * simulated.
 */
@NullMarked
package durablestreams.simulation.schedule;

import org.jspecify.annotations.NullMarked;
