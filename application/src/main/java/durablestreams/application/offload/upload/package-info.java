/**
 * What an upload is made of, without the archive's rules: runs gathered from the hot log, the
 * content of an object, and the pauses between transfers. Uses nothing of the package around it.
 */
@NullMarked
package durablestreams.application.offload.upload;

import org.jspecify.annotations.NullMarked;
