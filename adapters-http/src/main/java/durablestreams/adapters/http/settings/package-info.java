/** What an operator can set about the HTTP side, with its defaults. Values only. */
@NullMarked
package durablestreams.adapters.http.settings;

import org.jspecify.annotations.NullMarked;
