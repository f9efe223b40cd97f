package durablestreams.bootstrap.settings;

import java.util.List;
import java.util.stream.Stream;

/** Every setting of the server, except those that access policies bring along. */
public final class Catalog {

  public static final List<Setting<?>> ALL =
      Stream.of(
              ServerCatalog.ALL,
              StoreCatalog.ALL,
              ArchiveCatalog.ALL,
              TrafficCatalog.ALL,
              SubscriptionCatalog.ALL,
              OperationCatalog.ALL)
          .<Setting<?>>flatMap(List::stream)
          .toList();

  private Catalog() {}
}
