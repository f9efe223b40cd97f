package durablestreams.adapters.r2;

import java.time.Duration;

/** Settings with other limits than those of the server. */
final class R2TestSettings {

  private R2TestSettings() {}

  static R2Settings withTimeouts(
      R2Settings settings, Duration connect, Duration attempt, Duration call) {
    return with(settings, connect, attempt, call, settings.readTimeout(), settings.maxAttempts());
  }

  static R2Settings withReadTimeout(R2Settings settings, Duration read) {
    return with(
        settings,
        settings.connectTimeout(),
        settings.attemptTimeout(),
        settings.callTimeout(),
        read,
        settings.maxAttempts());
  }

  static R2Settings withMaxAttempts(R2Settings settings, int attempts) {
    return with(
        settings,
        settings.connectTimeout(),
        settings.attemptTimeout(),
        settings.callTimeout(),
        settings.readTimeout(),
        attempts);
  }

  private static R2Settings with(
      R2Settings settings,
      Duration connect,
      Duration attempt,
      Duration call,
      Duration read,
      int attempts) {
    return new R2Settings(
        settings.endpoint(),
        settings.region(),
        settings.bucket(),
        settings.accessKey(),
        settings.secretKey(),
        settings.keyPrefix(),
        settings.pathStyle(),
        connect,
        attempt,
        call,
        read,
        attempts);
  }
}
