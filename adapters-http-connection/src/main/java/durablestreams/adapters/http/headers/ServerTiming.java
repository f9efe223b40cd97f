package durablestreams.adapters.http.headers;

import durablestreams.application.observe.RequestTimings;

/** The value of {@code Server-Timing}: every phase with its milliseconds. */
public final class ServerTiming {

  private ServerTiming() {}

  public static String of(RequestTimings timings) {
    StringBuilder out = new StringBuilder(64);
    for (RequestTimings.Measured measured : timings.measured()) {
      if (!out.isEmpty()) {
        out.append(", ");
      }
      out.append(measured.phase().label())
          .append(";dur=")
          .append(Math.round(measured.millis() * 1_000) / 1_000.0);
    }
    return out.toString();
  }
}
