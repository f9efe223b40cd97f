/**
 * Fuzz targets: each takes any bytes, hands them to a reader of bytes from outside, and throws when
 * a rule of that reader is broken. {@code ./fuzz} runs them with Jazzer, {@link
 * durablestreams.fuzzing.CorpusTest} with the inputs in {@code fuzzing/corpus}.
 */
@NullMarked
package durablestreams.fuzzing;

import org.jspecify.annotations.NullMarked;
