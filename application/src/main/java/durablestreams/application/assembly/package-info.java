/** Assembly of the use cases over the ports; it contains no stream rules. */
@NullMarked
package durablestreams.application.assembly;

import org.jspecify.annotations.NullMarked;
