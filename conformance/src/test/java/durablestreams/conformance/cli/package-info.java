/** The command line against real servers. */
package durablestreams.conformance.cli;
