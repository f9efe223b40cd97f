package durablestreams.bootstrap.settings;

import static durablestreams.bootstrap.settings.SettingType.count;

import durablestreams.bootstrap.settings.Setting.Group;
import java.net.URI;
import java.util.List;
import java.util.Set;

/** Settings of subscriptions. */
public final class SubscriptionCatalog {

  public static final Setting<URI> PUBLIC_URL =
      Setting.of(
          "PUBLIC_URL",
          new SettingType.Url(),
          "",
          "`ADVERTISE`, or the address that the server listens on",
          Group.SUBSCRIPTIONS,
          "URL of this server as workers reach it, without a path; callbacks and signing keys are "
              + "below it. The `Host` header is never used.");

  public static final Setting<Integer> MAX_SUBSCRIPTIONS =
      Setting.of(
          "MAX_SUBSCRIPTIONS",
          count(0, 100_000),
          "1024",
          Group.SUBSCRIPTIONS,
          "Maximum subscriptions; further ones get 429.");

  public static final Setting<Set<String>> WEBHOOK_HOSTS =
      Setting.of(
          "WEBHOOK_HOSTS",
          new SettingType.Texts(
              host -> host.matches("(\\*\\.)?[A-Za-z0-9.:_-]+"),
              "hosts such as api.example.com or *.example.com"),
          "",
          "all public hosts",
          Group.SUBSCRIPTIONS,
          "The only hosts that webhooks are delivered to, separated by commas; `*.example.com` is "
              + "every host below a domain.");

  public static final Setting<Boolean> SUBSCRIPTIONS_DEVELOPMENT =
      Setting.of(
          "SUBSCRIPTIONS_DEVELOPMENT",
          new SettingType.Switch(),
          "off",
          Group.SUBSCRIPTIONS,
          "Allow webhooks to this machine, over `http` too. For development only: otherwise "
              + "webhooks need `https` and a public address.");

  static final List<Setting<?>> ALL =
      List.of(PUBLIC_URL, MAX_SUBSCRIPTIONS, WEBHOOK_HOSTS, SUBSCRIPTIONS_DEVELOPMENT);

  private SubscriptionCatalog() {}
}
