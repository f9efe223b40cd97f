/**
 * The application on real adapters, without the wire: the cold tier, the registry, failed commits.
 */
@NullMarked
package durablestreams.conformance.service;

import org.jspecify.annotations.NullMarked;
