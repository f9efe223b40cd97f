/** Use cases of operators: looking into streams that belong to others, and at their readers. */
@NullMarked
package durablestreams.application.admin;

import org.jspecify.annotations.NullMarked;
