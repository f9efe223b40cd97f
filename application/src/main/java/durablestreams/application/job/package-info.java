/**
 * Jobs that operators start and watch: each has a kind, of which one runs at a time, progress and a
 * result. What a job does belongs to the package of its subject.
 */
@NullMarked
package durablestreams.application.job;

import org.jspecify.annotations.NullMarked;
