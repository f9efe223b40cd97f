/** The command line: which commands there are, and how one is found, parsed and run. */
@NullMarked
package durablestreams.cli;

import org.jspecify.annotations.NullMarked;
