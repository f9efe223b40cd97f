/** Use case of describing a stream without reading it or restarting its time to live. */
@NullMarked
package durablestreams.application.describe;

import org.jspecify.annotations.NullMarked;
