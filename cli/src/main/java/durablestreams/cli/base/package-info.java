/**
 * What every command needs: exit codes, errors, the terminal and progress on it. Nothing here knows
 * a server.
 */
@NullMarked
package durablestreams.cli.base;

import org.jspecify.annotations.NullMarked;
