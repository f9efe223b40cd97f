/** JSON text of answers, events and reports, written without a library. */
@NullMarked
package durablestreams.application.json;

import org.jspecify.annotations.NullMarked;
