/** Live cursors: the interval a moment is in, and the cursor a client gets next. */
@NullMarked
package durablestreams.domain.cursor;

import org.jspecify.annotations.NullMarked;
