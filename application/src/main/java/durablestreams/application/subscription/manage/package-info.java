/** Use cases of those who create, show, link and delete subscriptions. */
@NullMarked
package durablestreams.application.subscription.manage;

import org.jspecify.annotations.NullMarked;
