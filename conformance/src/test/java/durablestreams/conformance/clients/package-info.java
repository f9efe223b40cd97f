/** What published clients expect of the server, and those clients themselves. */
@NullMarked
package durablestreams.conformance.clients;

import org.jspecify.annotations.NullMarked;
