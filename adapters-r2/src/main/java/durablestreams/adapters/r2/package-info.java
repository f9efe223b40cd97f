/** The segment archive in R2 or any other S3 endpoint. The AWS SDK lives here and nowhere else. */
@NullMarked
package durablestreams.adapters.r2;

import org.jspecify.annotations.NullMarked;
