/**
 * Authorization: the request that the server checks before each operation, the decisions, and the
 * interfaces of a custom policy. It is independent of HTTP, tokens and libraries.
 *
 * <p>Start with {@link durablestreams.application.access.AccessPolicy}; {@link
 * durablestreams.application.access.AccessPolicyProvider} says how the server finds yours.
 */
@NullMarked
package durablestreams.application.access;

import org.jspecify.annotations.NullMarked;
