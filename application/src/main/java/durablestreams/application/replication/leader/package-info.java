/** The work of the server that leads: it writes the commit log and resolves unknown appends. */
@NullMarked
package durablestreams.application.replication.leader;

import org.jspecify.annotations.NullMarked;
