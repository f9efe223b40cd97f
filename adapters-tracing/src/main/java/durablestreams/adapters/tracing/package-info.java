/** Spans of requests and of the archive, exported by the SDK of OpenTelemetry. */
@NullMarked
package durablestreams.adapters.tracing;

import org.jspecify.annotations.NullMarked;
