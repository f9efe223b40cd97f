/** Deleting streams. */
@NullMarked
package durablestreams.application.delete;

import org.jspecify.annotations.NullMarked;
