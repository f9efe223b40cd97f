/** Work that goes on behind the requests: when it runs, and what happens when it fails. */
@NullMarked
package durablestreams.application.background;

import org.jspecify.annotations.NullMarked;
