/** The commit log that several servers share, as a port: what an engine has to do for it. */
@NullMarked
package durablestreams.application.port.replication;

import org.jspecify.annotations.NullMarked;
