package durablestreams.conformance.crash;

import static durablestreams.conformance.harness.TestStream.START;

import java.io.IOException;
import java.util.List;

/**
 * A family of forks from its first stream to the last deletion, so that every kind of change to a
 * lineage happens: forks of forks, soft deletes, a purge that takes three generations with it, and
 * a second life of the first name.
 */
final class ForkScript {
  private final Client client;
  private final boolean json;

  ForkScript(Client client, boolean json) {
    this.client = client;
    this.json = json;
  }

  private List<String> text(String text) {
    return List.of(json ? "\"" + text + "\"" : text);
  }

  void run() throws IOException {
    KnownStream root = client.create("root", json, text("first"));
    client.append(root, text("second"));
    String middle = root.tail().orElseThrow();
    client.produce(root, text("third"));

    KnownStream child = client.fork("child", root, middle, 0, text("child's"));
    KnownStream grandchild = client.fork("grandchild", child, List.of());
    KnownStream between = client.fork("between", root, START, 1, List.of());
    KnownStream leaf = client.fork("leaf", grandchild, text("leaf's"));
    again(child, root, middle);

    client.append(root, text("fourth"));
    client.produce(child, text("more"));
    client.append(grandchild, text("own"));
    client.produce(between, text("own too"));
    client.close(child);

    client.delete(root);
    client.delete(child);
    client.delete(between);
    client.delete(grandchild);
    client.delete(leaf);

    KnownStream second = client.create("root", json, List.of());
    client.append(second, text("another life"));
    KnownStream other = client.fork("child", second, List.of());
    client.delete(other);
    client.delete(second);
  }

  /** The same creation once more finds the fork and changes nothing. */
  private void again(KnownStream fork, KnownStream source, String offset) throws IOException {
    client
        .ask(
            fork.stream()
                .put(fork.contentType())
                .header("Stream-Forked-From", source.stream().path())
                .header("Stream-Fork-Offset", offset))
        .expect(200);
  }
}
