package durablestreams.application.subscription.wake;

import durablestreams.application.append.AppendCommand;
import durablestreams.application.append.AppendToStream;
import durablestreams.application.json.JsonWriter;
import durablestreams.application.observe.RequestTimings;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.WakeState;
import java.time.Instant;

/** Writer of the events of pull-wake subscriptions (protocol, section 7.2). */
final class WakeEvents {

  private final AppendToStream append;

  WakeEvents(AppendToStream append) {
    this.append = append;
  }

  /**
   * Appends a wake event for a stream that has pending messages.
   *
   * @return why it could not be appended; empty when it was
   */
  String append(
      Subscription subscription, WakeState wake, StreamPath to, StreamPath pending, Instant now) {
    JsonWriter json = new JsonWriter().beginObject().member("type", "wake");
    json.member("subscription_id", subscription.id().value());
    json.member("stream", pending.value()).member("generation", wake.generation());
    json.member("ts", now.toEpochMilli()).endObject();
    AppendOutcome outcome =
        append.append(
            new AppendCommand(to, ContentType.JSON, json.utf8(), null, StreamSeq.NONE, false),
            RequestTimings.OFF);
    return outcome instanceof AppendOutcome.Accepted ? "" : reason(outcome);
  }

  private static String reason(AppendOutcome outcome) {
    return switch (outcome) {
      case AppendOutcome.NotFound ignored -> "the wake stream does not exist";
      case AppendOutcome.Gone ignored -> "the wake stream was deleted";
      case AppendOutcome.StreamClosed ignored -> "the wake stream is closed";
      case AppendOutcome.ContentTypeMismatch ignored -> "the wake stream is not JSON";
      case AppendOutcome.StorageFull ignored -> "the storage is full";
      default -> "the wake stream takes no events: " + outcome.getClass().getSimpleName();
    };
  }
}
