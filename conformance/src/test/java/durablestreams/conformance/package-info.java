/**
 * Tests of the whole product: its architecture, its conformance to the protocol, and its behaviour
 * when it is killed. Only tests live here.
 */
@NullMarked
package durablestreams.conformance;

import org.jspecify.annotations.NullMarked;
