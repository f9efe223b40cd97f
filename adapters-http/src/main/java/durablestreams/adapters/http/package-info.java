/**
 * The protocol over HTTP on Helidon. Translation between HTTP text and the use cases lives here;
 * the rules do not.
 */
@NullMarked
package durablestreams.adapters.http;

import org.jspecify.annotations.NullMarked;
