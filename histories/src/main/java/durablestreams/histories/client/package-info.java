/** HTTP clients that record every request and what was answered. */
@NullMarked
package durablestreams.histories.client;

import org.jspecify.annotations.NullMarked;
