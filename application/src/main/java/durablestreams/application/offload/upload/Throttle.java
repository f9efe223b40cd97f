package durablestreams.application.offload.upload;

import java.time.Duration;

/**
 * Throttle for threads that transfer objects: a pause after each transfer. Streams that fill at the
 * same rate have hundreds of objects uploaded, compacted and removed at the same time, which takes
 * CPU and disk from appends.
 *
 * @param times pause as a multiple of the duration of the transfer
 * @param longest maximum pause: a remote archive is slow without slowing appends down
 */
public record Throttle(double times, Duration longest) {

  /**
   * Pauses after a transfer.
   *
   * @param start when it began, in the terms of {@link System#nanoTime()}
   */
  public void after(long start) throws InterruptedException {
    Thread.sleep(duration(System.nanoTime() - start));
  }

  Duration duration(long workNanos) {
    return Duration.ofNanos((long) Math.min(times * workNanos, longest.toNanos()));
  }
}
