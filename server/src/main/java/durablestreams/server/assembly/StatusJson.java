package durablestreams.server.assembly;

import durablestreams.application.json.JsonWriter;
import durablestreams.application.memory.Share;
import durablestreams.application.memory.ShareUse;
import durablestreams.application.observe.ServerStatus;
import durablestreams.application.subscription.SubscriptionStatus;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Renderer of the {@link ServerStatus} as a JSON object, the answer of {@code /status}. */
public final class StatusJson {

  private StatusJson() {}

  /**
   * Renders the status.
   *
   * @param more adds members after those of subscriptions
   */
  public static String of(
      String version,
      ServerStatus status,
      SubscriptionStatus subscriptions,
      Consumer<JsonWriter> more) {
    JsonWriter json = new JsonWriter(2048).beginObject();
    json.member("version", version);
    json.member("streams", status.streams());
    json.member("forks", status.forks());
    json.member("producers", status.producers());
    json.member("hotRows", status.hotRows());
    json.member("hotBytes", status.hotBytes());
    json.member("storeBytes", status.storeBytes());
    json.member("pendingSegments", status.pendingSegments());
    json.member("pendingBytes", status.pendingBytes());
    json.member("objects", status.objects());
    json.member("garbageObjects", status.garbageObjects());
    json.member("storeProblem", status.storeProblem());
    json.member("storeLoss", status.storeLoss());
    json.member("archiveProblem", status.archiveProblem());
    json.member("queuedOperations", status.queuedOperations());
    json.member("liveReaders", status.liveReaders());
    subscriptions(json, subscriptions);
    more.accept(json);
    memory(json, status.memory());
    return json.endObject() + "\n";
  }

  private static void subscriptions(JsonWriter json, SubscriptionStatus status) {
    json.name("subscriptions").beginObject();
    json.member("count", status.subscriptions());
    json.member("waking", status.waking());
    json.member("leased", status.leased());
    json.member("failing", status.failing());
    json.member("oldestUnackedMillis", status.oldestUnackedMillis());
    json.member("failedDeliveries", status.failedDeliveries()).endObject();
  }

  private static void memory(JsonWriter json, List<ShareUse> shares) {
    json.name("memory").beginObject();
    for (ShareUse use : shares) {
      json.name(camelCase(use.share())).beginObject();
      json.member("limit", use.limit()).member("used", use.used());
      json.member("peak", use.peak()).member("refused", use.refused()).endObject();
    }
    json.endObject();
  }

  private static String camelCase(Share share) {
    String[] words = share.name().toLowerCase(Locale.ROOT).split("_");
    StringBuilder name = new StringBuilder(words[0]);
    for (int i = 1; i < words.length; i++) {
      name.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
    }
    return name.toString();
  }
}
