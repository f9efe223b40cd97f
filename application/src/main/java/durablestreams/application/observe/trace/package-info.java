/**
 * The port of traces: spans of requests, of their phases, and of calls of the archive. Holds
 * nothing of how they are exported, and no library.
 */
@NullMarked
package durablestreams.application.observe.trace;

import org.jspecify.annotations.NullMarked;
