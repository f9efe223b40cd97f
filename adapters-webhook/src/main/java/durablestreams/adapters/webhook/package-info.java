/**
 * Client that delivers webhooks to public addresses only, and the keys that webhooks and tokens of
 * workers are signed with.
 */
@NullMarked
package durablestreams.adapters.webhook;

import org.jspecify.annotations.NullMarked;
