/** Live cursors. */
@NullMarked
package durablestreams.domain.cursor;

import org.jspecify.annotations.NullMarked;
