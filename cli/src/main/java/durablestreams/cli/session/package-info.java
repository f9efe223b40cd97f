/** What all commands share: options and their values, the server of a run, what is printed. */
@NullMarked
package durablestreams.cli.session;

import org.jspecify.annotations.NullMarked;
