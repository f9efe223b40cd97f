/**
 * Authorization of requests: asks the access policy, and turns its answer into a caller or an error
 * answer.
 */
@NullMarked
package durablestreams.adapters.http.auth;

import org.jspecify.annotations.NullMarked;
