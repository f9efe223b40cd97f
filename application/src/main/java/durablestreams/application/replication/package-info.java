/**
 * Replication: several servers that apply the same commits, in the order of a log that an existing
 * engine keeps. A single server uses nothing of it.
 */
@NullMarked
package durablestreams.application.replication;

import org.jspecify.annotations.NullMarked;
