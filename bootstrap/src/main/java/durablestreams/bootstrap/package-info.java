/**
 * The start of the server: settings, wiring and the main class. The only place that names an
 * adapter.
 */
@NullMarked
package durablestreams.bootstrap;

import org.jspecify.annotations.NullMarked;
