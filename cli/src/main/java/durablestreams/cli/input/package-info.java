/** What is appended: files and other input, divided into messages and grouped into appends. */
@NullMarked
package durablestreams.cli.input;

import org.jspecify.annotations.NullMarked;
