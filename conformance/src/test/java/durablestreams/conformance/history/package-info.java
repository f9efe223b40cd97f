/** Histories of concurrent clients over kills and power cuts, checked. */
package durablestreams.conformance.history;
