/**
 * Who may read and write: bearer tokens, session tokens and policies. Only what judges credentials
 * lives here, and nothing outside knows the library that reads tokens.
 *
 * <p>The parts, from the outside in: a provider per value of {@code AUTH}; a policy that decides; a
 * {@link durablestreams.adapters.auth.TokenVerifier} that tells a good token from a bad one; keys
 * and where they come from.
 */
@NullMarked
package durablestreams.adapters.auth;

import org.jspecify.annotations.NullMarked;
