/**
 * The contract kit: one contract class per port, which the test of every implementation extends.
 * Only test support lives here, published as the module's test-jar.
 */
@NullMarked
package durablestreams.application.contract;

import org.jspecify.annotations.NullMarked;
