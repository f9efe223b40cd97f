package durablestreams.application.read;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import durablestreams.domain.message.MessageBatch;
import java.nio.ByteBuffer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PageBlocksTest {

  /** Of which the share of pages has 10 bytes. */
  private final MemoryBudget memory = new MemoryBudget(100);

  private final PageBlocks blocks = new PageBlocks(memory, Share.PAGE_CACHE, 4);

  private PageBlocks.Taken taken(long bytes) {
    return requireNonNull(blocks.take(bytes), "no blocks");
  }

  private static String text(PageContent.Joined page) {
    return page.blocks().stream()
        .map(block -> US_ASCII.decode(block.duplicate()).toString())
        .collect(Collectors.joining());
  }

  private static PageContent.Messages messages(String... texts) {
    return new PageContent.Messages(
        Stream.of(texts).map(text -> MessageBatch.ofBytes(text.getBytes(US_ASCII))).toList());
  }

  @Test
  void blocksAreLeasedAndUsedAgain() {
    PageBlocks.Taken first = taken(8);
    assertThat(first.buffers()).hasSize(2).allMatch(ByteBuffer::isDirect);
    assertThat(memory.used(Share.PAGE_CACHE)).isEqualTo(8);
    first.close();
    assertThat(memory.used(Share.PAGE_CACHE)).isEqualTo(8);
    taken(5);
    assertThat(memory.used(Share.PAGE_CACHE)).isEqualTo(8);
  }

  @Test
  void aPageGetsAllItsBlocksOrNone() {
    assertThat(blocks.take(12)).isNull();
    assertThat(taken(8).buffers()).hasSize(2);
    assertThat(blocks.take(1)).isNull();
  }

  @Test
  void onlyBlocksThatNoPageUsesAreReturned() {
    PageBlocks.Taken used = taken(4);
    taken(4).close();
    assertThat(blocks.shrink()).isTrue();
    assertThat(blocks.shrink()).isFalse();
    assertThat(memory.used(Share.PAGE_CACHE)).isEqualTo(4);
    used.close();
    assertThat(blocks.shrink()).isTrue();
    assertThat(memory.used(Share.PAGE_CACHE)).isZero();
  }

  @Test
  void messagesAreJoinedAcrossBlocks() {
    PageContent.Messages messages = messages("ab", "c", "de");
    assertThat(text(PageJoiner.join(messages, false, taken(5).buffers()))).isEqualTo("abcde");
  }

  @Test
  void messagesOfJsonAreJoinedWithCommas() {
    PageContent.Messages messages = messages("1", "23", "456");
    assertThat(messages.length(true)).isEqualTo(8);
    PageContent.Joined joined = PageJoiner.join(messages, true, taken(8).buffers());
    assertThat(text(joined)).isEqualTo("1,23,456");
    assertThat(joined.length(true)).isEqualTo(8);
  }

  @Test
  void whatAPageHadBeforeIsNotInTheNext() {
    try (PageBlocks.Taken first = taken(8)) {
      PageJoiner.join(messages("12345678"), false, first.buffers());
    }
    assertThat(text(PageJoiner.join(messages("abcde"), false, taken(5).buffers())))
        .isEqualTo("abcde");
  }
}
