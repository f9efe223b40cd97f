/**
 * Ownership of an archive: the claim of a store or of a cluster on it, and the fencing of writes
 * and removals.
 */
@NullMarked
package durablestreams.application.offload.ownership;

import org.jspecify.annotations.NullMarked;
