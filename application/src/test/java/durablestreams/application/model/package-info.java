/**
 * The whole application against a plain model of it: what every combination of adapters must agree
 * with.
 */
@NullMarked
package durablestreams.application.model;

import org.jspecify.annotations.NullMarked;
