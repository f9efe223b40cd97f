/** Background expiry of streams. */
@NullMarked
package durablestreams.application.expiry;

import org.jspecify.annotations.NullMarked;
