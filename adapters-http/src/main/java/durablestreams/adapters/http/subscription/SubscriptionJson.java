package durablestreams.adapters.http.subscription;

import durablestreams.application.json.JsonWriter;
import durablestreams.application.subscription.SubscriptionService;
import durablestreams.application.subscription.lease.LeaseOutcome;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.Delivery;
import durablestreams.domain.subscription.PathGlob;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.Subscription;
import java.util.List;

/** Renderer of answers about subscriptions. */
final class SubscriptionJson {

  private final SubscriptionService service;

  SubscriptionJson(SubscriptionService service) {
    this.service = service;
  }

  /** A subscription with its links. */
  String subscription(Subscription subscription, List<StreamLink> links) {
    JsonWriter json = new JsonWriter(512 + 128 * links.size());
    begin(json, subscription);
    json.name("streams").beginArray();
    for (StreamLink link : links) {
      json.beginObject().member("path", link.path().value());
      json.member("link_type", link.type().toString());
      json.member("acked_offset", link.acked().token()).endObject();
    }
    json.endArray();
    end(json, subscription);
    return json.toString();
  }

  /** Subscriptions without their links. */
  String list(List<Subscription> subscriptions, boolean more) {
    JsonWriter json = new JsonWriter(64 + 512 * subscriptions.size()).beginObject();
    json.name("subscriptions").beginArray();
    for (Subscription subscription : subscriptions) {
      begin(json, subscription);
      end(json, subscription);
    }
    json.endArray();
    json.member("next_after", more ? subscriptions.getLast().id().value() : null);
    return json.endObject().toString();
  }

  private static void begin(JsonWriter json, Subscription subscription) {
    json.beginObject().member("id", subscription.id().value());
    json.member("subscription_id", subscription.id().value());
    json.member("type", subscription.isWebhook() ? "webhook" : "pull-wake");
    PathGlob pattern = subscription.config().pattern();
    json.member("pattern", pattern == null ? null : pattern.text());
  }

  private void end(JsonWriter json, Subscription subscription) {
    switch (subscription.config().delivery()) {
      case Delivery.Webhook(String url) -> {
        json.name("webhook").beginObject().member("url", url);
        json.name("signing").beginObject().member("alg", "ed25519");
        json.member("kid", service.activeKeyId());
        json.member("jwks_url", service.controlUrl() + "/jwks.json").endObject().endObject();
        json.member("wake_stream", null);
      }
      case Delivery.PullWake(StreamPath stream) -> json.member("wake_stream", stream.value());
    }
    json.member("lease_ttl_ms", subscription.config().lease().toMillis());
    json.member("created_at", subscription.createdAt().toString());
    json.member("status", service.failing(subscription) ? "failed" : "active");
    json.member("links_full", service.manage().isFull(subscription));
    json.member("generation", subscription.state().generation());
    json.member("description", subscription.config().description()).endObject();
  }

  static String claimed(LeaseOutcome.Claimed claimed) {
    JsonWriter json = new JsonWriter(512).beginObject();
    json.member("wake_id", claimed.wake().wakeId());
    json.member("generation", claimed.wake().generation()).member("token", claimed.token());
    claimed.snapshot().writeTo(json);
    return json.member("lease_ttl_ms", claimed.lease().toMillis()).endObject().toString();
  }

  static String done(boolean nextWake) {
    JsonWriter json = new JsonWriter().beginObject().member("ok", true);
    return json.member("next_wake", nextWake).endObject().toString();
  }

  static String extended(String token) {
    JsonWriter json = new JsonWriter().beginObject().member("ok", true);
    return json.member("next_wake", false).member("token", token).endObject().toString();
  }
}
