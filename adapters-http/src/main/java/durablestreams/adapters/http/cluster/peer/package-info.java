/** Other nodes as servers: their addresses, connections to them, their answers, and signatures. */
@NullMarked
package durablestreams.adapters.http.cluster.peer;

import org.jspecify.annotations.NullMarked;
