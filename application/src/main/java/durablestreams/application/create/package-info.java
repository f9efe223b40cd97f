/** Creating streams and forks. */
@NullMarked
package durablestreams.application.create;

import org.jspecify.annotations.NullMarked;
