package durablestreams.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.WireConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Holds a stream against its ledger: everything acknowledged is there, once, in order, at the
 * offset that was returned.
 */
final class LedgerCheck {
  private static final Pattern MESSAGE = Pattern.compile("\"[^\"]*\"");

  private final StreamLedger ledger;
  private final WireConnection connection;
  private final String separator;
  private final int stride;

  /** Checks everything, and reads from every offset, or with a stride above 1 from some of them. */
  LedgerCheck(StreamLedger ledger, WireConnection connection, int stride) {
    this.stride = stride;
    this.ledger = ledger;
    this.connection = connection;
    this.separator = ledger.isJson() ? "," : "";
  }

  void run() throws IOException {
    String all = contentFrom("-1");
    List<String> stored = MESSAGE.matcher(all).results().map(MatchResult::group).toList();
    List<Acknowledged> inOrder =
        ledger.acknowledged().stream().sorted(Comparator.comparing(Acknowledged::offset)).toList();
    List<String> acknowledged = inOrder.stream().map(Acknowledged::message).toList();

    assertThat(String.join(separator, stored))
        .as("nothing but messages in %s", ledger.stream())
        .isEqualTo(all);
    assertThat(stored).as("messages of %s", ledger.stream()).doesNotHaveDuplicates();
    assertThat(stored).as("what %s must hold", ledger.stream()).containsAll(ledger.confirmed());
    assertThat(inOrder.stream().map(Acknowledged::offset))
        .as("offsets of %s", ledger.stream())
        .doesNotHaveDuplicates();
    assertThat(stored.stream().filter(new HashSet<>(acknowledged)::contains).toList())
        .as("acknowledged messages of %s, in the order of their offsets", ledger.stream())
        .isEqualTo(acknowledged);
    Set<String> known = new HashSet<>(acknowledged);
    known.addAll(ledger.confirmed());
    known.addAll(ledger.unanswered());
    assertThat(known).as("all that was ever sent to %s", ledger.stream()).containsAll(stored);
    checkOffsets(all, stored, inOrder);
  }

  /**
   * Reads from offsets that were returned: what ends there is the append it was returned for, what
   * follows is the rest.
   */
  private void checkOffsets(String all, List<String> stored, List<Acknowledged> inOrder)
      throws IOException {
    Map<Integer, Integer> indexAfter = new HashMap<>();
    int end = 0;
    for (int k = 0; k < stored.size(); k++) {
      end += stored.get(k).length();
      indexAfter.put(end, k);
      end += separator.length();
    }
    for (int i = 0; i < inOrder.size(); i += stride) {
      Acknowledged append = inOrder.get(i);
      String rest = contentFrom(append.offset());
      assertThat(all).as("read from %s of %s", append, ledger.stream()).endsWith(rest);
      int position = all.length() - rest.length() - (rest.isEmpty() ? 0 : separator.length());
      Integer index = indexAfter.get(position);
      assertThat(index).as("a message that ends at %s", append).isNotNull();
      assertThat(stored.get(index))
          .as("what ends at %s", append.offset())
          .isEqualTo(append.message());
    }
  }

  /** Everything from an offset on, pages joined; of JSON, what stands between the brackets. */
  private String contentFrom(String offset) throws IOException {
    List<String> pages = new ArrayList<>();
    String next = offset;
    while (true) {
      HttpReply page = ledger.stream().from(next).sendOn(connection).expect(200);
      String text = page.text();
      if (ledger.isJson()) {
        assertThat(text).startsWith("[").endsWith("]");
        text = text.substring(1, text.length() - 1);
      }
      if (!text.isEmpty()) {
        pages.add(text);
      }
      if (page.has("Stream-Up-To-Date")) {
        return String.join(separator, pages);
      }
      next = page.nextOffset();
    }
  }
}
