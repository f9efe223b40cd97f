/** The server process on a disk that is full or fails. */
@NullMarked
package durablestreams.conformance.disk;

import org.jspecify.annotations.NullMarked;
