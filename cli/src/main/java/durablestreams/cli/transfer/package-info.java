/** The file format in which single streams are exported and imported; docs/cli.md describes it. */
@NullMarked
package durablestreams.cli.transfer;

import org.jspecify.annotations.NullMarked;
