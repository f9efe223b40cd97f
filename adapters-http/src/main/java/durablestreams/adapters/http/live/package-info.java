/**
 * Live reads: long-poll, and Server-Sent Events with frames that are encoded once for all readers.
 */
@NullMarked
package durablestreams.adapters.http.live;

import org.jspecify.annotations.NullMarked;
