package durablestreams.server;

import durablestreams.adapters.files.FileSegmentArchive;
import durablestreams.adapters.json.JacksonJsonText;
import durablestreams.adapters.memory.InMemorySegmentArchive;
import durablestreams.adapters.webhook.HostResolver;
import durablestreams.adapters.webhook.HttpWebhookSender;
import durablestreams.adapters.webhook.KeyFolder;
import durablestreams.adapters.webhook.WebhookKeys;
import durablestreams.adapters.webhook.WebhookSettings;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.offload.NoArchive;
import durablestreams.application.offload.ownership.ArchiveOwnership;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.subscription.SubscriptionKeys;
import durablestreams.application.port.subscription.WebhookSender;
import durablestreams.server.assembly.ArchiveClaim;
import durablestreams.server.assembly.CloseStack;
import durablestreams.server.assembly.HeapPlan;
import durablestreams.server.assembly.OpenStore;
import durablestreams.server.assembly.ServerPorts;
import durablestreams.server.assembly.StartException;
import durablestreams.server.store.HeapStore;
import durablestreams.server.store.SqliteFile;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;

/** The ports of a server as a builder describes them. */
final class ChosenPorts {

  private final DurableStreamsBuilder wanted;
  private final HeapPlan heap;
  private final SecureRandom random = new SecureRandom();

  ChosenPorts(DurableStreamsBuilder wanted) {
    this.wanted = wanted;
    boolean storeOnHeap = wanted.store() instanceof StoreChoice.InMemory;
    boolean archiveOnHeap = storeOnHeap && wanted.archive() instanceof ArchiveChoice.OfStore;
    this.heap =
        HeapPlan.of(
            wanted.heapBytes(),
            (storeOnHeap ? 1 : 0) + (archiveOnHeap ? 1 : 0),
            OptionalLong.empty(),
            OptionalLong.empty(),
            MemoryBudget.ofHeap(wanted.heapBytes()).total());
  }

  /** Whether segments are archived. */
  boolean archives() {
    return switch (wanted.archive()) {
      case ArchiveChoice.None() -> false;
      case ArchiveChoice.Other _ -> true;
      case ArchiveChoice.OfStore() -> !(wanted.store() instanceof StoreChoice.Other);
    };
  }

  /**
   * Opens the ports.
   *
   * @param parts closes what was opened
   * @throws StartException when the archive belongs to another store
   */
  ServerPorts open(CloseStack parts) {
    parts.add(wanted.access());
    OpenStore store = parts.add(store());
    SegmentArchive archive = parts.add(archive());
    return new ServerPorts(
        store,
        archive,
        ownership(store, archive),
        wanted.json().orElseGet(JacksonJsonText::new),
        wanted.access(),
        wanted.keys().orElseGet(this::keys),
        wanted.webhooks().orElseGet(ChosenPorts::webhooks),
        new MemoryBudget(heap.budget()),
        wanted.tracing(),
        wanted.clock(),
        random,
        FaultPoints.NONE,
        Optional.empty());
  }

  private OpenStore store() {
    return switch (wanted.store()) {
      case StoreChoice.InMemory() -> HeapStore.open(heap.stored(), wanted.clock());
      case StoreChoice.Sqlite(Path folder) -> sqlite(folder);
      case StoreChoice.Other other -> other.opened().get();
    };
  }

  private OpenStore sqlite(Path folder) {
    try {
      return SqliteFile.open(folder, wanted.clock());
    } catch (NoClassDefFoundError e) {
      throw new StartException(
          "A store in SQLite needs the module durable-streams-adapters-sqlite as a dependency", e);
    }
  }

  private SegmentArchive archive() {
    return switch (wanted.archive()) {
      case ArchiveChoice.None() -> new NoArchive();
      case ArchiveChoice.Other other -> other.opened().get();
      case ArchiveChoice.OfStore() ->
          switch (wanted.store()) {
            case StoreChoice.InMemory() -> new InMemorySegmentArchive(heap.stored());
            case StoreChoice.Sqlite(Path folder) ->
                new FileSegmentArchive(folder.resolve("archive"));
            case StoreChoice.Other _ -> new NoArchive();
          };
    };
  }

  private ArchiveOwnership ownership(OpenStore store, SegmentArchive archive) {
    boolean sole =
        !archives()
            || (wanted.archive() instanceof ArchiveChoice.OfStore
                && wanted.store() instanceof StoreChoice.InMemory);
    return sole
        ? ArchiveOwnership.sole()
        : new ArchiveClaim("The archive", false, false).claim(store, archive);
  }

  private SubscriptionKeys keys() {
    return wanted.store() instanceof StoreChoice.Sqlite(Path folder)
        ? WebhookKeys.in(new KeyFolder(folder.resolve("keys")), random, wanted.clock())
        : WebhookKeys.inMemory(random, wanted.clock());
  }

  private static WebhookSender webhooks() {
    return new HttpWebhookSender(
        new WebhookSettings(false, Set.of()), HostResolver.system(), SSLSocketFactory::getDefault);
  }
}
