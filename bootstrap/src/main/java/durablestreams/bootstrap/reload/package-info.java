/** Settings that change while the server runs, and the parts that they are handed to. */
@NullMarked
package durablestreams.bootstrap.reload;

import org.jspecify.annotations.NullMarked;
