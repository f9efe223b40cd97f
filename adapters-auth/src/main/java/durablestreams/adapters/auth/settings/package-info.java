/** Names of the settings, and their values as given. What they mean is decided elsewhere. */
@NullMarked
package durablestreams.adapters.auth.settings;

import org.jspecify.annotations.NullMarked;
