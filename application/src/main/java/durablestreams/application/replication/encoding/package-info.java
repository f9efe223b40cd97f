/**
 * Encoding of commits and of the records of the commit log; {@code docs/commit-log-format.md}
 * describes it byte by byte.
 */
@NullMarked
package durablestreams.application.replication.encoding;

import org.jspecify.annotations.NullMarked;
