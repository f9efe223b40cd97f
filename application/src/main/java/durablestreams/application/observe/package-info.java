/** Observability: request timings and the status of the server. */
@NullMarked
package durablestreams.application.observe;

import org.jspecify.annotations.NullMarked;
