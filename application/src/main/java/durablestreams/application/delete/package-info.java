/** Use case of deleting a stream on request. */
@NullMarked
package durablestreams.application.delete;

import org.jspecify.annotations.NullMarked;
