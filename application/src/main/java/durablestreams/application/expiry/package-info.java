/** Ending streams whose time is over, without anybody asking for them. */
@NullMarked
package durablestreams.application.expiry;

import org.jspecify.annotations.NullMarked;
