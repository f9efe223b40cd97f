/** Control paths of subscriptions: requests and answers in JSON (protocol, sections 6 and 7). */
@NullMarked
package durablestreams.adapters.http.subscription;

import org.jspecify.annotations.NullMarked;
