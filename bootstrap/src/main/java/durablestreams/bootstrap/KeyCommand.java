package durablestreams.bootstrap;

import durablestreams.adapters.webhook.WebhookKeys;
import durablestreams.application.json.JsonWriter;
import durablestreams.bootstrap.process.CommandOutput;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import durablestreams.bootstrap.storage.CommitLogs;
import durablestreams.bootstrap.storage.Storage;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** The command that rotates the signing key of webhooks. */
final class KeyCommand {

  private final Settings settings;
  private final InstantSource clock;
  private final CommandOutput out;

  KeyCommand(Settings settings, InstantSource clock, CommandOutput out) {
    this.settings = settings;
    this.clock = clock;
    this.out = out;
  }

  /** Adds a key, which is published at once and used once no cached key set is without it. */
  int rotate() {
    if (!Storage.of(settings).store().outlivesProcess()) {
      throw new SettingsException(
          "With STORE=%s there are no keys that last: restart it."
              .formatted(Storage.of(settings).store().name()));
    }
    if (CommitLogs.engine(settings).isPresent()) {
      throw new SettingsException(
          "The keys of a cluster are on its commit log; this command adds one to those of a single"
              + " server.");
    }
    Instant activeFrom =
        clock.instant().plus(WebhookKeys.BEFORE_USE).truncatedTo(ChronoUnit.SECONDS);
    String id = SubscriptionWiring.keyFolder(settings).add(activeFrom);
    out.line("Key " + id + " is published now and signs webhooks from " + activeFrom + " on");
    out.result(
        new JsonWriter()
            .beginObject()
            .member("key", id)
            .member("activeFrom", activeFrom.toString())
            .endObject());
    return Main.DONE;
  }
}
