/** Fields that trusted proxies add to requests: the address of the client, and how it connected. */
@NullMarked
package durablestreams.adapters.http.forwarded;

import org.jspecify.annotations.NullMarked;
