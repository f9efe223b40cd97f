/**
 * One request and its answer, over HTTP/1.1 or HTTP/2. The only place that knows how bytes are laid
 * out on the wire.
 */
@NullMarked
package durablestreams.adapters.http.exchange;

import org.jspecify.annotations.NullMarked;
