/**
 * The cold tier of a real server: what crashes, outages and damage leave of it, and what it costs.
 */
@NullMarked
package durablestreams.conformance.cold;

import org.jspecify.annotations.NullMarked;
