/** JSON: objects to print and to read, and the messages in a body as they stand there. */
@NullMarked
package durablestreams.cli.json;

import org.jspecify.annotations.NullMarked;
