/**
 * Weaving of the classes under test while they are loaded: calls that read the time, wait or start
 * threads go to the scheduler, and a planted fault can change one place of one class.
 */
@NullMarked
package durablestreams.simulation.weave;

import org.jspecify.annotations.NullMarked;
