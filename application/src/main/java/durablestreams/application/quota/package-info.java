/** Quotas: limits of the bytes that each tenant, and all tenants together, may store. */
@NullMarked
package durablestreams.application.quota;

import org.jspecify.annotations.NullMarked;
