/**
 * Logs that the process writes: lines of text or JSON for operators, and a line for each request.
 * Nothing here decides what is logged.
 */
@NullMarked
package durablestreams.bootstrap.log;

import org.jspecify.annotations.NullMarked;
