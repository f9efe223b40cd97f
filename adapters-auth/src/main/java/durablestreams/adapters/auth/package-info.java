/**
 * Who may read and write: bearer tokens, session tokens and policies. Only what judges credentials
 * lives here, and nothing outside knows the library that reads tokens.
 *
 * <p>This package has a provider for each value of {@code AUTH}, and turns settings into a policy.
 * Below it are the policies that decide, the verification that tells a good token from a bad one,
 * and keys with the places they come from.
 */
@NullMarked
package durablestreams.adapters.auth;

import org.jspecify.annotations.NullMarked;
