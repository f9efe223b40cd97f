package durablestreams.adapters.http.connection.request;

/**
 * Limits of what a client may do on one HTTP/2 connection within ten seconds, beyond which it is
 * taken for an attack.
 */
final class FrameBudget {

  /** Requests given up while they were worked on. Those that only wait are given up freely. */
  static final int MOST_RESETS = 1_000;

  /** PING and SETTINGS, each of which is answered, and empty DATA. */
  static final int MOST_CONTROL = 2_000;

  /** Requests beyond the limit that the client was told. */
  static final int MOST_REFUSED = 1_000;

  private static final long PERIOD = 10_000_000_000L;

  private long began = System.nanoTime();
  private int resets;
  private int control;
  private int refused;

  void reset() {
    renew();
    if (++resets > MOST_RESETS) {
      throw new FloodException("more than " + MOST_RESETS + " requests were given up at once");
    }
  }

  void control() {
    renew();
    if (++control > MOST_CONTROL) {
      throw new FloodException("more than " + MOST_CONTROL + " control frames came at once");
    }
  }

  void refused() {
    renew();
    refused++;
  }

  void checkRefused() {
    if (refused > MOST_REFUSED) {
      throw new FloodException("more than " + MOST_REFUSED + " requests had to be refused at once");
    }
  }

  private void renew() {
    long now = System.nanoTime();
    if (now - began > PERIOD) {
      began = now;
      resets = 0;
      control = 0;
      refused = 0;
    }
  }
}
