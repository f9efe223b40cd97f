/**
 * What live readers meet on their way: steps, and batches that are encoded once for all of them.
 */
@NullMarked
package durablestreams.application.live;

import org.jspecify.annotations.NullMarked;
