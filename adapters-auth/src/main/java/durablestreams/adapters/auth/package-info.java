/**
 * Who may read and write: bearer tokens, session tokens and policies. Only what judges credentials
 * lives here.
 */
@NullMarked
package durablestreams.adapters.auth;

import org.jspecify.annotations.NullMarked;
