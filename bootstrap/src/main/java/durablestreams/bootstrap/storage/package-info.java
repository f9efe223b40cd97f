/**
 * The stores and archives that can be chosen: one provider for each, and one list of them all. What
 * is chosen elsewhere, such as access policies, does not live here.
 */
@NullMarked
package durablestreams.bootstrap.storage;

import org.jspecify.annotations.NullMarked;
