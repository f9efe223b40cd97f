/**
 * Use cases of the server and their ports, one package per use case. Independent of HTTP, databases
 * and JSON libraries.
 */
@NullMarked
package durablestreams.application;

import org.jspecify.annotations.NullMarked;
