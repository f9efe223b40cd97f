/**
 * Domain rules of durable streams. Contains only records, sealed types and pure functions: no I/O,
 * no clock, no threads.
 */
@NullMarked
package durablestreams.domain;

import org.jspecify.annotations.NullMarked;
