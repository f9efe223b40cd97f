/**
 * The scenario of a cluster: three nodes, the commit log that they share, the network between them,
 * and what goes wrong with each.
 */
@NullMarked
package durablestreams.simulation.cluster;

import org.jspecify.annotations.NullMarked;
