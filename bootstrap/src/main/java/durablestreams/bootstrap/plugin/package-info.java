/**
 * Plug-ins: access policies and archives from jars beside the server, with class loaders of their
 * own. Only what finds and loads them may live here; what they plug into is in {@code
 * durablestreams.application}.
 */
@NullMarked
package durablestreams.bootstrap.plugin;

import org.jspecify.annotations.NullMarked;
