/**
 * The scenario of one server: the whole application on a simulated disk and archive, clients, and
 * the rules that every history of theirs keeps.
 */
@NullMarked
package durablestreams.simulation.server;

import org.jspecify.annotations.NullMarked;
