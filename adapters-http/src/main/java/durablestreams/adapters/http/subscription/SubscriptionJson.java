package durablestreams.adapters.http.subscription;

import durablestreams.application.subscription.JsonStrings;
import durablestreams.application.subscription.LeaseOutcome;
import durablestreams.application.subscription.SubscriptionService;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.Delivery;
import durablestreams.domain.subscription.PathGlob;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.Subscription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Renderer of answers about subscriptions. */
final class SubscriptionJson {

  private final SubscriptionService service;

  SubscriptionJson(SubscriptionService service) {
    this.service = service;
  }

  static void quote(StringBuilder json, @Nullable String text) {
    if (text == null) {
      json.append("null");
      return;
    }
    JsonStrings.quote(json, text);
  }

  private static void member(StringBuilder json, String name, @Nullable String text) {
    json.append('"').append(name).append("\":");
    quote(json, text);
    json.append(',');
  }

  /** A subscription with its links. */
  String subscription(Subscription subscription, List<StreamLink> links) {
    StringBuilder json = new StringBuilder(512 + 128 * links.size());
    begin(json, subscription);
    json.append("\"streams\":[");
    for (int i = 0; i < links.size(); i++) {
      StreamLink link = links.get(i);
      json.append(i == 0 ? "{" : ",{");
      member(json, "path", link.path().value());
      json.append("\"link_type\":\"").append(link.type());
      json.append("\",\"acked_offset\":\"").append(link.acked().token()).append("\"}");
    }
    json.append("],");
    end(json, subscription);
    return json.toString();
  }

  /** Subscriptions without their links. */
  String list(List<Subscription> subscriptions, boolean more) {
    StringBuilder json = new StringBuilder("{\"subscriptions\":[");
    for (int i = 0; i < subscriptions.size(); i++) {
      json.append(i == 0 ? "" : ",");
      begin(json, subscriptions.get(i));
      end(json, subscriptions.get(i));
    }
    json.append("],\"next_after\":");
    quote(json, more ? subscriptions.getLast().id().value() : null);
    return json.append('}').toString();
  }

  private static void begin(StringBuilder json, Subscription subscription) {
    json.append('{');
    member(json, "id", subscription.id().value());
    member(json, "subscription_id", subscription.id().value());
    member(json, "type", subscription.isWebhook() ? "webhook" : "pull-wake");
    PathGlob pattern = subscription.config().pattern();
    member(json, "pattern", pattern == null ? null : pattern.text());
  }

  private void end(StringBuilder json, Subscription subscription) {
    switch (subscription.config().delivery()) {
      case Delivery.Webhook(String url) -> {
        json.append("\"webhook\":{");
        member(json, "url", url);
        json.append("\"signing\":{\"alg\":\"ed25519\",");
        member(json, "kid", service.activeKeyId());
        json.append("\"jwks_url\":");
        quote(json, service.controlUrl() + "/jwks.json");
        json.append("}},\"wake_stream\":null,");
      }
      case Delivery.PullWake(StreamPath stream) -> member(json, "wake_stream", stream.value());
    }
    json.append("\"lease_ttl_ms\":").append(subscription.config().lease().toMillis()).append(',');
    member(json, "created_at", subscription.createdAt().toString());
    member(json, "status", subscription.failing() ? "failed" : "active");
    json.append("\"generation\":").append(subscription.state().generation());
    json.append(",\"description\":");
    quote(json, subscription.config().description());
    json.append('}');
  }

  static String claimed(LeaseOutcome.Claimed claimed) {
    StringBuilder json = new StringBuilder("{");
    member(json, "wake_id", claimed.wake().wakeId());
    json.append("\"generation\":").append(claimed.wake().generation()).append(',');
    member(json, "token", claimed.token());
    json.append("\"streams\":");
    claimed.snapshot().writeTo(json);
    json.append(",\"lease_ttl_ms\":").append(claimed.lease().toMillis());
    return json.append('}').toString();
  }

  static String extended(String token) {
    StringBuilder json = new StringBuilder("{\"ok\":true,\"next_wake\":false,\"token\":");
    quote(json, token);
    return json.append('}').toString();
  }
}
