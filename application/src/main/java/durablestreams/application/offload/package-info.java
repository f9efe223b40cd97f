/**
 * The cold tier: sealing idle tails, uploading, compacting, reclaiming, checking and rebuilding.
 */
@NullMarked
package durablestreams.application.offload;

import org.jspecify.annotations.NullMarked;
