/**
 * JSON of tokens, policies and key sets: strict reading that says where a value is wrong, and files
 * that are read again when they change.
 */
@NullMarked
package durablestreams.adapters.auth.json;

import org.jspecify.annotations.NullMarked;
