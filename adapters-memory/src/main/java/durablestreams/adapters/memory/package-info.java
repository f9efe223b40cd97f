/**
 * Every driven port in memory, for tests and for servers that may forget. Nothing here touches a
 * disk or a network.
 */
@NullMarked
package durablestreams.adapters.memory;

import org.jspecify.annotations.NullMarked;
