/** Subscriptions of the packaged server, as webhooks and workers see them. */
@org.jspecify.annotations.NullMarked
package durablestreams.conformance.subscription;
