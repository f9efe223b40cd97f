/**
 * The files of the reference server of the protocol, which runs on Node: metadata in LMDB, encoded
 * as MessagePack, and a file of frames for each stream.
 */
@NullMarked
package durablestreams.cli.reference;

import org.jspecify.annotations.NullMarked;
