/**
 * The contract kit: one contract class per port, which the test of every implementation extends.
 * Only test support lives here, published as the module's test-jar.
 *
 * <p>The three ports of the store are views of one thing. So their contracts share a fixture:
 * {@link durablestreams.application.contract.StreamFixtures} decides changes with the real rules,
 * {@link durablestreams.application.contract.StreamModel} is what any store has to know afterwards,
 * and {@link durablestreams.application.contract.ModelCheck} compares the two.
 */
@NullMarked
package durablestreams.application.contract;

import org.jspecify.annotations.NullMarked;
