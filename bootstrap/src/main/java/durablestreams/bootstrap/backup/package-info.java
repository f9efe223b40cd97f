/**
 * Wiring of backups: their target, their place in the admin API, and how a server is asked for one.
 */
@NullMarked
package durablestreams.bootstrap.backup;

import org.jspecify.annotations.NullMarked;
