/** Live reads: their steps, and batches that are encoded once for all readers. */
@NullMarked
package durablestreams.application.live;

import org.jspecify.annotations.NullMarked;
