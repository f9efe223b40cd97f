/** What a stream is: its name, its incarnation, its configuration and its state. Values only. */
@NullMarked
package durablestreams.domain.stream;

import org.jspecify.annotations.NullMarked;
