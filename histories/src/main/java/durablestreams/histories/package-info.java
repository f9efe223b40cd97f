/** Command line of checked histories: recording against a running server, and checking a file. */
@NullMarked
package durablestreams.histories;

import org.jspecify.annotations.NullMarked;
