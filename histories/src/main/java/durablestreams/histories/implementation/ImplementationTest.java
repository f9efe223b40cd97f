package durablestreams.histories.implementation;

/**
 * Test of an implementation.
 *
 * @param restarts whether it restarts the server
 */
record ImplementationTest(String name, boolean restarts, Body body) {

  /** What a test does. */
  @FunctionalInterface
  interface Body {
    void run(Probe probe) throws Exception;
  }
}
