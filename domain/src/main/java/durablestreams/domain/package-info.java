/**
 * The rules of durable streams. Only records, sealed types and pure functions live below this
 * package; no input or output, no clock, no threads.
 */
@NullMarked
package durablestreams.domain;

import org.jspecify.annotations.NullMarked;
