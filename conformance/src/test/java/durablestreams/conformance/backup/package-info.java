/** Backups of a real server under load, and what a server on the restored folder answers. */
@NullMarked
package durablestreams.conformance.backup;

import org.jspecify.annotations.NullMarked;
