/**
 * The compiled modules as data: what the architecture rules look at, and the guard against rules
 * that look at nothing.
 */
@NullMarked
package durablestreams.conformance.architecture;

import org.jspecify.annotations.NullMarked;
