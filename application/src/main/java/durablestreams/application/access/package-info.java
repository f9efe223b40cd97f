/**
 * Who may do what to which stream: the question that the server asks before it does anything, the
 * answers, and what a policy of your own implements. Nothing here knows HTTP, tokens or a library.
 *
 * <p>Start with {@link durablestreams.application.access.AccessPolicy}; {@link
 * durablestreams.application.access.AccessPolicyProvider} says how the server finds yours.
 */
@NullMarked
package durablestreams.application.access;

import org.jspecify.annotations.NullMarked;
