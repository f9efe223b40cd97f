/** Use case of deleting a stream on request; deletion by expiry is elsewhere. */
@NullMarked
package durablestreams.application.delete;

import org.jspecify.annotations.NullMarked;
