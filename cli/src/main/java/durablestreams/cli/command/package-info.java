/**
 * The commands that talk to a server, one class each, and the few things only one of them needs.
 */
@NullMarked
package durablestreams.cli.command;

import org.jspecify.annotations.NullMarked;
