/** The use case of deleting a stream, on the request of a client. */
@NullMarked
package durablestreams.application.delete;

import org.jspecify.annotations.NullMarked;
