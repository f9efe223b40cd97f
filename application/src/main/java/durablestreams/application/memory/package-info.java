/**
 * Memory budget: leases on heap bytes, taken before data whose size a client chooses is allocated.
 * Only the budget itself and its values live here; adapters may use it.
 */
@NullMarked
package durablestreams.application.memory;

import org.jspecify.annotations.NullMarked;
