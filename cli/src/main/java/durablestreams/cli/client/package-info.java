/** The client side of the protocol over {@code java.net.http}: requests, retries, pages. */
@NullMarked
package durablestreams.cli.client;

import org.jspecify.annotations.NullMarked;
