/**
 * The listener for operators: probes, metrics, status, and the calls below {@code /admin}. It has a
 * port and threads of its own, apart from those of clients.
 */
@NullMarked
package durablestreams.adapters.admin;

import org.jspecify.annotations.NullMarked;
