package durablestreams.histories.load;

/** Client that makes one step after the other while the load lasts. */
interface Worker {
  void step() throws InterruptedException;
}
