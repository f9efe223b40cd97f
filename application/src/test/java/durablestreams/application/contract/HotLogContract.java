package durablestreams.application.contract;

import static durablestreams.application.contract.ModelCheck.found;
import static durablestreams.application.contract.ModelCheck.sent;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.port.HotRange;
import durablestreams.application.port.HotRead;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.PositionUnit;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamKey;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Contract of reading and removing rows of the hot log. */
abstract class HotLogContract extends StoreContract {

  private static final int ANY = Integer.MAX_VALUE;

  private String text(StreamKey key, long from, long to, int maxBytes) {
    return new String(sent(found(store(), key, from, to, maxBytes)), UTF_8);
  }

  private StreamKey abcdefghi() {
    StreamKey key = streams.create("letters");
    streams.append(key, "abc");
    streams.append(key, "def");
    commit();
    streams.append(key, "ghi");
    commit();
    return key;
  }

  @Test
  void bytesAreReadAsTheyWereAppended() {
    StreamKey key = abcdefghi();
    assertThat(found(store(), key, 0, 9, ANY)).hasSize(3);
    assertThat(text(key, 0, 9, ANY)).isEqualTo("abcdefghi");
    assertThat(text(key, 3, 6, ANY)).isEqualTo("def");
  }

  @Test
  void bytesAreCutAtBothEnds() {
    StreamKey key = abcdefghi();
    for (int from = 0; from < 9; from++) {
      for (int to = from + 1; to <= 9; to++) {
        List<MessageBatch> batches = found(store(), key, from, to, ANY);
        assertThat(new String(sent(batches), UTF_8)).isEqualTo("abcdefghi".substring(from, to));
        assertThat(batches).hasSize((to - 1) / 3 - from / 3 + 1);
        assertThat(batches).allMatch(batch -> batch.unit() == PositionUnit.BYTES);
      }
    }
  }

  @Test
  void aCutAppendTellsHowMuchOfItLiesBeforeAndBehind() {
    StreamKey key = streams.create("letters");
    int[] lengths = {5, 300_000, 3, 700_000, 4};
    int[] starts = new int[lengths.length + 1];
    for (int i = 0; i < lengths.length; i++) {
      streams.append(key, "x".repeat(lengths[i]));
      starts[i + 1] = starts[i] + lengths[i];
    }
    commit();
    restart();
    for (int i = 0; i < lengths.length; i++) {
      for (int at : new int[] {0, 1, lengths[i] / 2, lengths[i] - 1}) {
        int from = starts[i] + at;
        for (int bytes : new int[] {1, 4_096}) {
          HotRead read = store().readHotWithin(key, from, starts[lengths.length], bytes);
          assertThat(read).isInstanceOf(HotRead.Found.class);
          MessageBatch first = ((HotRead.Found) read).batches().getFirst();
          assertThat(first.cutBefore()).as("from %d of append %d", at, i).isEqualTo(at);
          assertThat(first.units() + first.cutOff()).isEqualTo(lengths[i] - at);
        }
      }
    }
  }

  @Test
  void jsonIsCutBetweenMessages() {
    StreamKey key = streams.create("json", ContentType.JSON);
    streams.appendJson(key, "0");
    streams.appendJson(key, "[1,1]", "{\"two\":2}", "\"drei,\"");
    commit();
    streams.appendJson(key, "4", "5");
    commit();
    String[] all = {"0", "[1,1]", "{\"two\":2}", "\"drei,\"", "4", "5"};
    for (int from = 0; from < all.length; from++) {
      for (int to = from + 1; to <= all.length; to++) {
        List<MessageBatch> batches = found(store(), key, from, to, ANY);
        assertThat(new String(sent(batches), UTF_8))
            .isEqualTo(String.join(",", Arrays.copyOfRange(all, from, to)));
        assertThat(batches.stream().mapToInt(MessageBatch::messageCount).sum())
            .isEqualTo(to - from);
        assertThat(batches).allMatch(batch -> batch.unit() == PositionUnit.MESSAGES);
      }
    }
  }

  @Test
  void theMessagesOfABatchStayApart() {
    StreamKey key = streams.create("json", ContentType.JSON);
    streams.appendJson(key, "10", "200", "3");
    commit();
    restart();
    MessageBatch batch = found(store(), key, 0, 3, ANY).getFirst();
    assertThat(batch.messageCount()).isEqualTo(3);
    assertThat(batch.payloadBytes()).isEqualTo(6);
    assertThat(batch.slice(1, 2).toByteArray()).isEqualTo("200".getBytes(UTF_8));
  }

  @Test
  void aReadStopsAfterTheBatchThatReachesItsSize() {
    StreamKey key = abcdefghi();
    assertThat(text(key, 0, 9, 1)).isEqualTo("abc");
    assertThat(text(key, 0, 9, 3)).isEqualTo("abc");
    assertThat(text(key, 0, 9, 4)).isEqualTo("abcdef");
    assertThat(text(key, 0, 9, 6)).isEqualTo("abcdef");
    assertThat(text(key, 0, 9, 7)).isEqualTo("abcdefghi");
    assertThat(text(key, 2, 8, 1)).isEqualTo("c");
    assertThat(text(key, 2, 8, 2)).isEqualTo("cdef");
  }

  @Test
  void everyByteSurvives() {
    byte[] all = new byte[256];
    IntStream.range(0, 256).forEach(i -> all[i] = (byte) i);
    StreamKey key = streams.create("bytes");
    streams.append(key, MessageBatch.ofBytes(all));
    commit();
    restart();
    assertThat(sent(found(store(), key, 0, 256, ANY))).isEqualTo(all);
  }

  @Test
  void largeMessagesAndLargeBatchesSurvive() {
    byte[] large = new byte[3_000_000];
    new Random(7).nextBytes(large);
    StreamKey bytes = streams.create("bytes");
    StreamKey json = streams.create("json", ContentType.JSON);
    streams.append(bytes, MessageBatch.ofBytes(large));
    streams.appendJson(
        json, IntStream.range(0, 20_000).mapToObj(i -> "" + i).toArray(String[]::new));
    streams.append(bytes, "tail");
    commit();
    assertThat(sent(found(store(), bytes, 0, 3_000_000, ANY))).isEqualTo(large);
    assertThat(text(bytes, 3_000_000, 3_000_004, ANY)).isEqualTo("tail");
    assertThat(text(json, 19_998, 20_000, ANY)).isEqualTo("19998,19999");
  }

  @Test
  void aBatchThatSharesALargerArrayIsStoredAlone() {
    byte[] shared = "....[1],[2],[3]....".getBytes(UTF_8);
    StreamKey key = streams.create("json", ContentType.JSON);
    streams.append(
        key, MessageBatch.of(PositionUnit.MESSAGES, shared, 4, new int[] {7, 11, 15}).slice(1, 3));
    streams.append(key, MessageBatch.ofJson(shared, 4, 7));
    commit();
    assertThat(text(key, 0, 3, ANY)).isEqualTo("[2],[3],[1]");
  }

  @Test
  void rowsOfOneStreamNeverShowInAnother() {
    StreamKey odd = streams.create("odd");
    StreamKey even = streams.create("even");
    for (int i = 0; i < 10; i++) {
      streams.append(i % 2 == 0 ? even : odd, "" + i);
      if (i % 3 == 0) {
        commit();
      }
    }
    commit();
    assertThat(text(odd, 0, 5, ANY)).isEqualTo("13579");
    assertThat(text(even, 0, 5, ANY)).isEqualTo("02468");
  }

  @Test
  void aForkHasRowsOfItsOwnOnly() {
    StreamKey source = streams.create("source");
    streams.append(source, "abcdef");
    StreamKey fork = streams.forkAt("fork", source, 4);
    streams.append(fork, "XY");
    streams.append(source, "gh");
    commit();
    assertThat(text(fork, 4, 6, ANY)).isEqualTo("XY");
    assertThat(text(source, 4, 8, ANY)).isEqualTo("efgh");
  }

  @Test
  void sealedSegmentsAreReadAcross() {
    StreamKey key = streams.create("a");
    streams.append(key, "abc");
    streams.seal(key);
    streams.append(key, "def");
    commit();
    streams.seal(key);
    commit();
    assertThat(text(key, 1, 5, ANY)).isEqualTo("bcde");
  }

  @Test
  void rowsOfAPurgedStreamAreOffloaded() {
    StreamKey key = abcdefghi();
    streams.delete(key);
    commit();
    assertThat(store().readHot(key, 0, 9, ANY)).isInstanceOf(HotRead.Offloaded.class);
    StreamKey successor = streams.create("letters");
    streams.append(successor, "123456789");
    commit();
    assertThat(store().readHot(key, 0, 9, ANY)).isInstanceOf(HotRead.Offloaded.class);
    assertThat(text(successor, 0, 9, ANY)).isEqualTo("123456789");
  }

  @Test
  void rowsThatAnObjectHoldsAreOffloadedOnceReclaimed() {
    StreamKey key = streams.create("a");
    streams.append(key, "abc");
    SealedSegment first = streams.seal(key);
    streams.append(key, "def");
    SealedSegment second = streams.seal(key);
    streams.append(key, "ghi");
    commit();
    streams.offload(List.of(first));
    commit();
    check();
    reclaimAll();
    assertThat(store().readHot(key, 0, 9, ANY)).isInstanceOf(HotRead.Offloaded.class);
    assertThat(store().readHot(key, 2, 3, ANY)).isInstanceOf(HotRead.Offloaded.class);
    assertThat(text(key, 3, 9, ANY)).isEqualTo("defghi");

    streams.offload(List.of(second));
    commit();
    reclaimAll();
    restart();
    assertThat(store().readHot(key, 3, 9, ANY)).isInstanceOf(HotRead.Offloaded.class);
    assertThat(text(key, 6, 9, ANY)).isEqualTo("ghi");
  }

  @Test
  void rowsStayUntilAnObjectHoldsThem() {
    StreamKey key = streams.create("a");
    streams.append(key, "abc");
    streams.seal(key);
    commit();
    streams.close(key, null);
    commit();
    reclaimAll();
    restart();
    reclaimAll();
    assertThat(text(key, 0, 3, ANY)).isEqualTo("abc");
  }

  @Test
  void theHotLogIsEmptyWhenObjectsHoldEverything() {
    StreamKey kept = streams.create("kept");
    StreamKey gone = streams.create("gone");
    for (int i = 0; i < 500; i++) {
      streams.append(kept, "some bytes " + i);
      streams.append(gone, "other bytes " + i);
      commit();
    }
    assertThat(directory().census().hotBytes()).isPositive();
    streams.offload(List.of(streams.seal(kept)));
    streams.delete(gone);
    commit();
    reclaimAll();
    assertThat(directory().census().hotBytes()).isZero();
    assertThat(directory().census().pendingBytes()).isZero();
    streams.append(kept, "goes on");
    commit();
    assertThat(directory().census().hotBytes()).isEqualTo(7);
  }

  @Test
  void reclaimingChangesNothingThatIsNeeded() {
    StreamKey key = streams.create("a");
    StreamKey other = streams.create("b");
    for (int i = 0; i < 300; i++) {
      streams.append(key, "a" + i);
      streams.append(other, "b" + i);
    }
    commit();
    streams.offload(List.of(streams.seal(key)));
    streams.append(key, "tail");
    commit();
    for (int i = 0; i < 1_000 && reclaim(7); i++) {
      if (i % 20 == 0) {
        check();
      }
    }
    assertThat(reclaim(7)).isFalse();
  }

  private HotRange range(StreamKey key, long from, long to) {
    return new HotRange(
        key, store().load(key).orElseThrow().state().contentType().unit(), from, to);
  }

  /** What scans hand on of each range, in as many as it takes. */
  private List<String> scanned(List<HotRange> ranges, int maxBytes) {
    List<StringBuilder> texts = ranges.stream().map(range -> new StringBuilder()).toList();
    long[] positions = ranges.stream().mapToLong(HotRange::from).toArray();
    boolean more = true;
    while (more) {
      List<Integer> open =
          IntStream.range(0, positions.length)
              .filter(i -> positions[i] < ranges.get(i).to())
              .boxed()
              .toList();
      List<HotRange> rest =
          open.stream()
              .map(i ->
                  new HotRange(
                      ranges.get(i).key(), ranges.get(i).unit(), positions[i], ranges.get(i).to()))
              .toList();
      long before = Arrays.stream(positions).sum();
      store()
          .scanHot(
              rest,
              maxBytes,
              (at, from, batch) -> {
                int range = open.get(at);
                assertThat(from).isEqualTo(positions[range]);
                boolean inMessage = batch.cutBefore() > 0;
                texts.get(range).append(texts.get(range).isEmpty() || inMessage ? "" : "|");
                texts.get(range).append(new String(batch.toByteArray(), UTF_8));
                positions[range] += batch.units();
              });
      more = Arrays.stream(positions).sum() > before;
    }
    return texts.stream().map(StringBuilder::toString).toList();
  }

  @Test
  void aScanHandsOnAllRangesWithoutGaps() {
    List<StreamKey> keys = IntStream.range(0, 40).mapToObj(i -> streams.create("s" + i)).toList();
    StreamKey json = streams.create("json", ContentType.JSON);
    List<StringBuilder> texts = keys.stream().map(key -> new StringBuilder()).toList();
    Random random = new Random(11);
    for (int i = 0; i < 2_000; i++) {
      int at = random.nextInt(keys.size());
      texts.get(at).append(texts.get(at).isEmpty() ? "" : "|").append(i);
      streams.append(keys.get(at), "" + i);
      if (i % 100 == 0) {
        streams.appendJson(json, "[" + i + "]", "\"" + i + "\"");
      }
      if (random.nextInt(15) == 0) {
        commit();
      }
    }
    commit();
    for (int maxBytes : new int[] {1, 50, ANY}) {
      List<HotRange> ranges =
          keys.stream().map(key -> range(key, 0, streams.state(key).tail().position())).toList();
      assertThat(scanned(ranges, maxBytes))
          .isEqualTo(texts.stream().map(StringBuilder::toString).toList());
    }
    assertThat(scanned(List.of(range(keys.get(1), 1, 4), range(json, 1, 4)), ANY))
        .containsExactly(cut(texts.get(1).toString(), 1, 4), "\"0\"|[100],\"100\"");
  }

  /** The messages of a text, without the bytes before {@code from} and from {@code to} on. */
  private static String cut(String text, int from, int to) {
    StringBuilder found = new StringBuilder();
    int at = 0;
    for (char c : text.toCharArray()) {
      if (c == '|') {
        found.append(at > from && at < to ? "|" : "");
      } else {
        found.append(at >= from && at < to ? "" + c : "");
        at++;
      }
    }
    return found.toString();
  }

  @Test
  void aScanStopsAfterTheBatchThatReachesItsSize() {
    StreamKey key = abcdefghi();
    StringBuilder found = new StringBuilder();
    for (int maxBytes : new int[] {1, 3, 4}) {
      store()
          .scanHot(
              List.of(range(key, 0, 9)),
              maxBytes,
              (at, from, batch) -> found.append(new String(batch.toByteArray(), UTF_8)));
      found.append(';');
    }
    assertThat(found.toString()).isEqualTo("abc;abc;abcdef;");
  }

  @Test
  void aScanLeavesOutWhatIsGoneAndHandsOnTheRest() {
    StreamKey gone = abcdefghi();
    StreamKey kept = streams.create("kept");
    StreamKey archived = streams.create("archived");
    streams.append(kept, "one");
    streams.append(archived, "a");
    commit();
    HotRange purged = range(gone, 0, 9);
    streams.offload(List.of(streams.seal(archived)));
    streams.append(archived, "b");
    streams.append(kept, "two");
    streams.delete(gone);
    commit();
    reclaimAll();
    assertThat(scanned(List.of(purged, range(archived, 1, 2), range(kept, 0, 6)), ANY))
        .containsExactly("", "b", "one|two");
    assertThat(scanned(List.of(purged), ANY)).containsExactly("");
  }

  @Test
  void aScanHandsOnLargeMessagesBetweenSmallOnes() {
    StreamKey bytes = streams.create("bytes");
    StreamKey json = streams.create("json", ContentType.JSON);
    String large = "0123456789".repeat(100_000);
    streams.append(bytes, "small");
    streams.append(bytes, large);
    streams.appendJson(json, "1");
    streams.appendJson(json, "\"" + large + "\"", "2");
    streams.append(bytes, "end");
    commit();
    for (int maxBytes : new int[] {1, 300_000, ANY}) {
      assertThat(scanned(List.of(range(bytes, 0, 1_000_008), range(json, 0, 3)), maxBytes))
          .satisfiesExactly(
              text -> assertThat(text).isEqualTo("small|" + large + "|end"),
              text -> assertThat(text.replace('|', ',')).isEqualTo("1,\"" + large + "\",2"));
    }
  }
}
