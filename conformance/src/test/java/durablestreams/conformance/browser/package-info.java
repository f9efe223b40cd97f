/** What a page in a browser can do with the server, and what it cannot. */
@NullMarked
package durablestreams.conformance.browser;

import org.jspecify.annotations.NullMarked;
