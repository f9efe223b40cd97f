/** Use cases of operators: looking into streams that belong to others. They change nothing. */
@NullMarked
package durablestreams.application.admin;

import org.jspecify.annotations.NullMarked;
