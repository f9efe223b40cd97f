/**
 * Tokens as they arrive: the header they come in, their parts, their hash, and the answers to those
 * that are refused. No key is known here.
 */
@NullMarked
package durablestreams.adapters.auth.token;

import org.jspecify.annotations.NullMarked;
