/**
 * Keys that signatures are checked with, and where they come from: a secret, a file, a URL. Only
 * this package and the one of tokens use the token library.
 */
@NullMarked
package durablestreams.adapters.auth.key;

import org.jspecify.annotations.NullMarked;
