/**
 * Sealed segments and the objects that hold them: the format, names, the index, and when a segment
 * is sealed.
 */
@NullMarked
package durablestreams.domain.segment;

import org.jspecify.annotations.NullMarked;
