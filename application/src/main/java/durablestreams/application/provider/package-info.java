/**
 * Providers of archives, which the server finds by {@link java.util.ServiceLoader}, and the
 * settings that providers of archives and access policies declare. It is independent of how
 * settings are given.
 */
@NullMarked
package durablestreams.application.provider;

import org.jspecify.annotations.NullMarked;
