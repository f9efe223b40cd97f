/**
 * Sessions with the open database: one transaction at a time, what a failed commit means, opening
 * again, loss detection, and tidying up the hot log.
 */
@NullMarked
package durablestreams.adapters.sqlite.session;

import org.jspecify.annotations.NullMarked;
