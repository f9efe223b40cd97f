/** What is published: coordinates, metadata and the scripts that make a release of them. */
package durablestreams.conformance.release;
