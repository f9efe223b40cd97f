/** What operators see: where the time of a request goes, and how the server is doing. */
@NullMarked
package durablestreams.application.observe;

import org.jspecify.annotations.NullMarked;
