/**
 * Files next to the database, and the database as a file: names, permissions, the lock of the
 * folder, identity, the high-water mark, the native library. No SQL.
 */
@NullMarked
package durablestreams.adapters.sqlite.file;

import org.jspecify.annotations.NullMarked;
