/**
 * Ports that fail on demand, wrapped around ones that work, and a proxy that damages answers of a
 * server. Only test support lives here, published in the module's test-jar.
 */
@NullMarked
package durablestreams.application.fault;

import org.jspecify.annotations.NullMarked;
