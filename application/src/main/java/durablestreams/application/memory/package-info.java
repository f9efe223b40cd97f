/**
 * The memory budget: leases on heap bytes, taken before anything exists whose size a client
 * chooses. Only the budget itself and its values live here; adapters may use it.
 */
@NullMarked
package durablestreams.application.memory;

import org.jspecify.annotations.NullMarked;
