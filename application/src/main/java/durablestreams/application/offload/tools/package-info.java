/**
 * What operators run on an archive: rebuilding a store from its objects, verifying and sampling
 * objects, purging garbage. Nothing here runs while the server serves.
 */
@NullMarked
package durablestreams.application.offload.tools;

import org.jspecify.annotations.NullMarked;
