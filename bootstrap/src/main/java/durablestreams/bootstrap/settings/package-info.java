/**
 * What an operator can set: the one table of settings, the kinds of values, and how flags,
 * environment variables and a file become values. Nothing here knows what a setting is used for.
 */
@NullMarked
package durablestreams.bootstrap.settings;

import org.jspecify.annotations.NullMarked;
