/** The whole application against a plain model of it. */
@NullMarked
package durablestreams.application.model;

import org.jspecify.annotations.NullMarked;
