package durablestreams.conformance.crash;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A client's streams of both kinds with forks, and forks of forks, each with data of its own, so
 * that all of them can be told from their objects alone.
 */
public final class FamilyTree {
  private static final int APPENDS = 20;

  private final Client client;
  private final List<KnownStream> alive = new ArrayList<>();
  private int messages;

  public FamilyTree(Client client) {
    this.client = client;
  }

  /** Creates everything. */
  public void plant() throws IOException {
    plant("bytes", false);
    plant("json", true);
  }

  private void plant(String name, boolean json) throws IOException {
    KnownStream root = grow(client.create(name, json, List.of()));
    String middle = List.copyOf(root.offsets().keySet()).get(APPENDS / 2);
    KnownStream child = grow(client.fork(name + "-child", root, middle, 1, List.of()));
    KnownStream grandchild = client.fork(name + "-grandchild", child, List.of(message(json)));
    KnownStream closed = grow(client.fork(name + "-closed", grandchild, List.of()));
    client.append(closed, List.of(message(json)), Optional.empty(), true);
    alive.addAll(List.of(root, child, grandchild));
  }

  /** Appends to every stream that is open. */
  public void grow() throws IOException {
    for (KnownStream stream : alive) {
      grow(stream);
    }
  }

  private KnownStream grow(KnownStream stream) throws IOException {
    for (int i = 0; i < APPENDS; i++) {
      client.append(stream, List.of(message(stream.content().isJson())));
    }
    return stream;
  }

  private String message(boolean json) {
    String text = "message " + messages++;
    return json ? "{\"text\":\"" + text + "\"}" : text + ";";
  }
}
