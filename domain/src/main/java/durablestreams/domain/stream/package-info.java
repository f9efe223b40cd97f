/**
 * What a stream is: its name, its incarnation, its configuration and its state. Values only; what
 * may happen to them is decided in the packages of the rules.
 */
@NullMarked
package durablestreams.domain.stream;

import org.jspecify.annotations.NullMarked;
