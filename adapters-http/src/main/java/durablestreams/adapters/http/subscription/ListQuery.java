package durablestreams.adapters.http.subscription;

import durablestreams.domain.subscription.SubscriptionId;

/** Query of the list of subscriptions. */
final class ListQuery {

  private static final String AFTER = "after=";

  private ListQuery() {}

  /** The id that {@code after} names; empty without one. */
  static String after(String query) {
    for (String part : query.split("&", -1)) {
      if (part.startsWith(AFTER)) {
        try {
          return SubscriptionId.decode(part.substring(AFTER.length())).value();
        } catch (IllegalArgumentException e) {
          throw ControlProblem.invalid("after must be the id of a subscription");
        }
      }
    }
    return "";
  }
}
