/** Who may read and write, tested through every endpoint with every kind of credentials. */
@NullMarked
package durablestreams.conformance.access;

import org.jspecify.annotations.NullMarked;
