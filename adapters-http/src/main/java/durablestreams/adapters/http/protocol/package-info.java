/**
 * Header fields and query parameters of the protocol of streams, read strictly, and the errors that
 * outcomes become.
 */
@NullMarked
package durablestreams.adapters.http.protocol;

import org.jspecify.annotations.NullMarked;
