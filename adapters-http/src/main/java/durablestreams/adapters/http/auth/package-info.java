/** The gate: asks the access policy, and turns its answer into a caller or a refusal. */
@NullMarked
package durablestreams.adapters.http.auth;

import org.jspecify.annotations.NullMarked;
