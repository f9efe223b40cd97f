/**
 * The layout of the tables, and how values are stored in their columns: migrations, mapping of rows
 * to values of the domain, encodings, prepared statements.
 */
@NullMarked
package durablestreams.adapters.sqlite.schema;

import org.jspecify.annotations.NullMarked;
