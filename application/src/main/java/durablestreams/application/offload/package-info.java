/**
 * The cold tier while the server runs: sealing idle tails, uploading, compacting, reclaiming, and
 * who owns the archive. What operators run is in the package of tools.
 */
@NullMarked
package durablestreams.application.offload;

import org.jspecify.annotations.NullMarked;
