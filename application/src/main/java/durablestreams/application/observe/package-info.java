/** Where the time of a request goes. */
@NullMarked
package durablestreams.application.observe;

import org.jspecify.annotations.NullMarked;
