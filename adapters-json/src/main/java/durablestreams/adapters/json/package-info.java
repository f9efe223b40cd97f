/** The JSON port on jackson-core. Only what reads and checks JSON text lives here. */
@NullMarked
package durablestreams.adapters.json;

import org.jspecify.annotations.NullMarked;
