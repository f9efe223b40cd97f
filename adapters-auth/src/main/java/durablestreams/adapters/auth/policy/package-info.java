/**
 * Policies that decide about a request, and the grants, rules and path patterns that they decide
 * by.
 */
@NullMarked
package durablestreams.adapters.auth.policy;

import org.jspecify.annotations.NullMarked;
