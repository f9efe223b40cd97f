/**
 * An extension of JUnit Jupiter that hands a running server in memory to a test. Start with {@link
 * durablestreams.junit.DurableStreamsTest}.
 */
@NullMarked
package durablestreams.junit;

import org.jspecify.annotations.NullMarked;
