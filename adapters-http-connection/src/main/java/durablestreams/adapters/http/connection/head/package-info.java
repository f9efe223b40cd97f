/**
 * Reading the header section of an HTTP/1 request, strictly: request line, field lines, and the
 * length of the body.
 */
@NullMarked
package durablestreams.adapters.http.connection.head;

import org.jspecify.annotations.NullMarked;
