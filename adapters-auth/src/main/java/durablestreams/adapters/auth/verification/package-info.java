/**
 * Telling a good token from a bad one: signature, time, issuer and audience; the cache of tokens
 * that were found good.
 */
@NullMarked
package durablestreams.adapters.auth.verification;

import org.jspecify.annotations.NullMarked;
