/** Implementation tests: a program that checks any server of the protocol by its URL. */
@NullMarked
package durablestreams.histories.implementation;

import org.jspecify.annotations.NullMarked;
