package durablestreams.bootstrap;

import durablestreams.application.memory.Share;
import durablestreams.application.memory.ShareUse;
import durablestreams.application.observe.ServerStatus;
import durablestreams.application.subscription.SubscriptionStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Renderer of the {@link ServerStatus} as a JSON object, the answer of {@code /status}. */
final class StatusJson {

  private StatusJson() {}

  static String of(ServerStatus status, SubscriptionStatus subscriptions) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("version", Version.current());
    members.put("streams", status.streams());
    members.put("hotRows", status.hotRows());
    members.put("hotBytes", status.hotBytes());
    members.put("storeBytes", status.storeBytes());
    members.put("pendingSegments", status.pendingSegments());
    members.put("pendingBytes", status.pendingBytes());
    members.put("objects", status.objects());
    members.put("garbageObjects", status.garbageObjects());
    members.put("storeProblem", status.storeProblem());
    members.put("storeLoss", status.storeLoss());
    members.put("archiveProblem", status.archiveProblem());
    members.put("queuedOperations", status.queuedOperations());
    members.put("liveReaders", status.liveReaders());
    members.put("subscriptions", subscriptions(subscriptions));
    members.put("memory", memory(status.memory()));
    return object(members) + "\n";
  }

  private static Map<String, Object> subscriptions(SubscriptionStatus status) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("count", status.subscriptions());
    members.put("waking", status.waking());
    members.put("leased", status.leased());
    members.put("failing", status.failing());
    members.put("failedDeliveries", status.failedDeliveries());
    return members;
  }

  private static Map<String, Object> memory(List<ShareUse> shares) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (ShareUse use : shares) {
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("limit", use.limit());
      figures.put("used", use.used());
      figures.put("peak", use.peak());
      figures.put("refused", use.refused());
      members.put(camelCase(use.share()), figures);
    }
    return members;
  }

  private static String camelCase(Share share) {
    String[] words = share.name().toLowerCase(Locale.ROOT).split("_");
    StringBuilder name = new StringBuilder(words[0]);
    for (int i = 1; i < words.length; i++) {
      name.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
    }
    return name.toString();
  }

  private static String object(Map<?, ?> members) {
    return members.entrySet().stream()
        .map(member -> "\"" + member.getKey() + "\":" + value(member.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String value(Object value) {
    return switch (value) {
      case String text -> quoted(text);
      case Map<?, ?> members -> object(members);
      default -> value.toString();
    };
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.chars()
        .forEach(c -> {
          if (c == '"' || c == '\\') {
            out.append('\\').append((char) c);
          } else if (c < ' ') {
            out.append("\\u%04x".formatted(c));
          } else {
            out.append((char) c);
          }
        });
    return out.append('"').toString();
  }
}
