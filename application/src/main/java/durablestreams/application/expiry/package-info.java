/** Ending streams whose time is over. */
@NullMarked
package durablestreams.application.expiry;

import org.jspecify.annotations.NullMarked;
