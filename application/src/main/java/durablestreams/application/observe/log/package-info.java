/** Log lines whose number is limited, since clients cause them, and the audit log. */
@NullMarked
package durablestreams.application.observe.log;

import org.jspecify.annotations.NullMarked;
