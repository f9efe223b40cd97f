/** Messages as they are stored and sent, and parsed request bodies. */
@NullMarked
package durablestreams.domain.message;

import org.jspecify.annotations.NullMarked;
