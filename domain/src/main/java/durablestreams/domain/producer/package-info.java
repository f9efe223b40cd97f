/**
 * Idempotent producers: their stamps, what is remembered of them, and the rules that judge a stamp.
 */
@NullMarked
package durablestreams.domain.producer;

import org.jspecify.annotations.NullMarked;
