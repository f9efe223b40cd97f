/** Background expiry of streams: finding those whose time has passed and deleting them. */
@NullMarked
package durablestreams.application.expiry;

import org.jspecify.annotations.NullMarked;
