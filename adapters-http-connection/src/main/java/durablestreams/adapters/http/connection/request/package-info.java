/**
 * Requests of one HTTP/2 connection and of all of them: how many run, whose turn it is, and frames
 * that cost more than they bring.
 */
@NullMarked
package durablestreams.adapters.http.connection.request;

import org.jspecify.annotations.NullMarked;
