/** Seeded mixed load of concurrent clients: what a recorded history consists of. */
@NullMarked
package durablestreams.histories.load;

import org.jspecify.annotations.NullMarked;
