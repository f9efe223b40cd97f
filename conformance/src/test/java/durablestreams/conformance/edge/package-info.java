/**
 * The behaviours that servers of this protocol get wrong and their users notice, each seen from
 * outside and on every store. A class is one subject; a test names the behaviour it holds.
 */
@NullMarked
package durablestreams.conformance.edge;

import org.jspecify.annotations.NullMarked;
