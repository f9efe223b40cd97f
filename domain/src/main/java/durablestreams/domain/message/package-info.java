/** Messages as they are stored and sent, and request bodies after parsing. No parser lives here. */
@NullMarked
package durablestreams.domain.message;

import org.jspecify.annotations.NullMarked;
