/** Operations of concurrent clients with their times and outcomes, and their form as JSON lines. */
@NullMarked
package durablestreams.histories.history;

import org.jspecify.annotations.NullMarked;
