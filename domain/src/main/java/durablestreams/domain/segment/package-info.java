/**
 * Sealed segments and the objects that hold them: format, names, index, and when a segment is
 * sealed.
 */
@NullMarked
package durablestreams.domain.segment;

import org.jspecify.annotations.NullMarked;
