/**
 * The use cases of the server and the ports they need. Nothing here knows HTTP, a database or a
 * JSON library; one package per use case lives below.
 */
@NullMarked
package durablestreams.application;

import org.jspecify.annotations.NullMarked;
