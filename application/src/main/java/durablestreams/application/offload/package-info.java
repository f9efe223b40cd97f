/**
 * Moving sealed segments to the archive, compacting and reclaiming objects, checking and
 * rebuilding.
 */
@NullMarked
package durablestreams.application.offload;

import org.jspecify.annotations.NullMarked;
