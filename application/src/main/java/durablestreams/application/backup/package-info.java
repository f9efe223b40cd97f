/**
 * Backups of the store: making, keeping, removing and restoring them. How a store is copied is the
 * business of its adapter.
 */
@NullMarked
package durablestreams.application.backup;

import org.jspecify.annotations.NullMarked;
