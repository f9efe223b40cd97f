package durablestreams.conformance.crash;

/**
 * One append that the server acknowledged.
 *
 * @param message what was sent; unique in its whole run
 * @param offset the {@code Stream-Next-Offset} of the acknowledgement
 * @param seq the producer sequence it was sent with, or -1 without a producer
 */
record Acknowledged(String message, String offset, long seq) {}
