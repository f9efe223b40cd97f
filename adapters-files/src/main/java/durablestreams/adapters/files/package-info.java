/**
 * The segment archive in a local folder. Only what writes, reads and deletes segment files lives
 * here.
 */
@NullMarked
package durablestreams.adapters.files;

import org.jspecify.annotations.NullMarked;
