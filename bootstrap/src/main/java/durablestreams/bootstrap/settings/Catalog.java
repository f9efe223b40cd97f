package durablestreams.bootstrap.settings;

import java.util.List;
import java.util.stream.Stream;

/** Settings of the server, except those that stores, archives and access policies bring. */
public final class Catalog {

  public static final List<Setting<?>> ALL =
      Stream.of(
              ServerCatalog.ALL,
              StoreCatalog.ALL,
              ArchiveCatalog.ALL,
              TrafficCatalog.ALL,
              SubscriptionCatalog.ALL,
              ClusterCatalog.ALL,
              OperationCatalog.ALL,
              BackupSettings.ALL)
          .<Setting<?>>flatMap(List::stream)
          .toList();

  private Catalog() {}
}
