package durablestreams.application.offload.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.offload.ObjectMetadata;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ObjectChainTest {

  /** An object that is named after the positions it spans. */
  private static FoundObject object(long start, long end) {
    ObjectMetadata metadata =
        new ObjectMetadata(
            new StreamPath("s"),
            new StreamKey(1),
            ContentType.OCTET_STREAM,
            Expiry.never(),
            Instant.EPOCH,
            false,
            List.of(),
            0,
            start,
            List.of(end - start),
            0);
    return new FoundObject(start + "-" + end, end - start, metadata);
  }

  private static FoundObject object(String kind, long epoch, long start, long end) {
    String name =
        "stream/cw/1/%s-%d-%d.%s-%d.seg".formatted(kind, start, end, "a".repeat(32), epoch);
    return new FoundObject(name, end - start, object(start, end).metadata());
  }

  private static List<FoundObject> objects(long... startsAndEnds) {
    return Stream.iterate(0, i -> i < startsAndEnds.length, i -> i + 2)
        .map(i -> object(startsAndEnds[i], startsAndEnds[i + 1]))
        .toList();
  }

  private static List<String> names(List<FoundObject> objects) {
    return objects.stream().map(FoundObject::name).toList();
  }

  @Test
  void objectsInAnyOrderMakeAChain() {
    ObjectChain chain = ObjectChain.of(objects(15, 20, 5, 10, 10, 15));
    assertThat(names(chain.objects())).containsExactly("5-10", "10-15", "15-20");
    assertThat(chain.redundant()).isEmpty();
  }

  @Test
  void whatIsBeforeTheLastGapOfATrimmedStreamIsRedundant() {
    ObjectChain chain = ObjectChain.behindLastGap(objects(15, 20, 5, 10, 25, 27, 22, 25, 30, 31));
    assertThat(names(chain.objects())).containsExactly("30-31");
    assertThat(names(chain.redundant()))
        .containsExactlyInAnyOrder("5-10", "15-20", "22-25", "25-27");
    chain = ObjectChain.behindLastGap(objects(15, 20, 5, 10, 20, 22, 15, 22));
    assertThat(names(chain.objects())).containsExactly("15-22");
    assertThat(names(chain.redundant())).containsExactlyInAnyOrder("5-10", "15-20", "20-22");
  }

  @Test
  void theLargerOneOfTwoIsTaken() {
    ObjectChain chain = ObjectChain.of(objects(0, 4, 4, 8, 0, 8, 8, 9));
    assertThat(names(chain.objects())).containsExactly("0-8", "8-9");
    assertThat(names(chain.redundant())).containsExactlyInAnyOrder("0-4", "4-8");
  }

  @Test
  void aLargeOneThatLeadsNowhereIsNotTaken() {
    ObjectChain chain = ObjectChain.of(objects(0, 5, 0, 3, 3, 9));
    assertThat(names(chain.objects())).containsExactly("0-3", "3-9");
    assertThat(names(chain.redundant())).containsExactly("0-5");
  }

  @Test
  void anOverlapInTheMiddleIsSteppedOver() {
    ObjectChain chain = ObjectChain.of(objects(0, 4, 2, 6, 4, 6, 6, 8));
    assertThat(names(chain.objects())).containsExactly("0-4", "4-6", "6-8");
    assertThat(names(chain.redundant())).containsExactly("2-6");
  }

  /** The backup ended at 4; the store that was restored from it went on with other data. */
  @Test
  void whatARestoredStoreWroteSupersedesWhatCameAfterTheBackup() {
    FoundObject shared = object("segment", 1, 0, 4);
    FoundObject lost = object("segment", 1, 4, 7);
    FoundObject merged = object("merged", 1, 0, 7);
    FoundObject lostToo = object("segment", 2, 7, 12);
    FoundObject after = object("segment", 3, 4, 6);
    FoundObject last = object("segment", 4, 6, 8);
    ObjectChain chain = ObjectChain.of(List.of(lostToo, last, merged, shared, lost, after));
    assertThat(chain.objects()).containsExactly(shared, after, last);
    assertThat(chain.redundant()).containsExactlyInAnyOrder(lost, merged, lostToo);
  }

  @Test
  void aLaterCompactionSupersedesNothingBehindIt() {
    FoundObject first = object("segment", 1, 0, 4);
    FoundObject second = object("segment", 1, 4, 7);
    FoundObject third = object("segment", 1, 7, 9);
    FoundObject merged = object("merged", 2, 0, 7);
    ObjectChain chain = ObjectChain.of(List.of(first, second, third, merged));
    assertThat(chain.objects()).containsExactly(merged, third);
  }

  @Test
  void aGapIsTold() {
    assertThatThrownBy(() -> ObjectChain.of(objects(0, 4, 4, 6, 8, 9)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("from 6 to 8")
        .hasMessageContaining("move 8-9");
  }
}
