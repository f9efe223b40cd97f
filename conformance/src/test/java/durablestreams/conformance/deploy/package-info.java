/** The commands and files of {@code docs/deploy.md}. */
@NullMarked
package durablestreams.conformance.deploy;

import org.jspecify.annotations.NullMarked;
