package durablestreams.application.offload;

import java.time.Duration;

/**
 * How long a thread that moves objects rests after each of them. Streams that fill in step have
 * their objects uploaded, compacted and removed in step, hundreds of them, and all of it takes
 * processor and disk from appends.
 *
 * @param times so many times as long as the work took
 * @param longest but not longer than this: an archive that is far away takes long without taking
 *     anything from appends
 */
record Rest(double times, Duration longest) {

  /**
   * Rests after work.
   *
   * @param start when it began, in the terms of {@link System#nanoTime()}
   */
  void after(long start) throws InterruptedException {
    Thread.sleep(duration(System.nanoTime() - start));
  }

  Duration duration(long workNanos) {
    return Duration.ofNanos((long) Math.min(times * workNanos, longest.toNanos()));
  }
}
