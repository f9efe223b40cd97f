/** The official conformance suite, run by Node against a server and read back as a verdict. */
@NullMarked
package durablestreams.conformance.official;

import org.jspecify.annotations.NullMarked;
