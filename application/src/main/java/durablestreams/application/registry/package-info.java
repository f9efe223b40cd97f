/** The registry stream. */
@NullMarked
package durablestreams.application.registry;

import org.jspecify.annotations.NullMarked;
