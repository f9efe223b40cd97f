package durablestreams.adapters.sqlite.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowListTest {

  private record Row(long entry, long from) {}

  private static void check(RowList list, List<Row> rows, Random random) {
    assertThat(list.size()).isEqualTo(rows.size());
    assertThat(list.isEmpty()).isEqualTo(rows.isEmpty());
    if (rows.isEmpty()) {
      return;
    }
    assertThat(list.firstEntry()).isEqualTo(rows.getFirst().entry());
    assertThat(list.firstFrom()).isEqualTo(rows.getFirst().from());
    int i = random.nextInt(rows.size());
    long next = i + 1 < rows.size() ? rows.get(i + 1).from() : rows.get(i).from() + 10;
    RowList.Cursor cursor = list.holding(random.nextLong(rows.get(i).from(), next));
    for (int j = i; j < rows.size(); j++) {
      assertThat(cursor.entry()).isEqualTo(rows.get(j).entry());
      assertThat(cursor.from()).isEqualTo(rows.get(j).from());
      assertThat(cursor.isLast()).isEqualTo(j == rows.size() - 1);
      if (!cursor.isLast()) {
        cursor.advance();
      }
    }
    assertThat(list.hasEntry(rows.get(i).entry())).isTrue();
    long other = random.nextLong(rows.getFirst().entry() - 5, rows.getLast().entry() + 5);
    assertThat(list.hasEntry(other)).isEqualTo(rows.stream().anyMatch(r -> r.entry() == other));
  }

  @Test
  void isAListOfRows() {
    long seed = new Random().nextLong();
    System.out.println("RowListTest: seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      RowList list = new RowList();
      List<Row> rows = new ArrayList<>();
      long entry = random.nextLong(1L << 40);
      long from = random.nextLong(1L << 40);
      for (int step = 0; step < 60; step++) {
        for (int i = random.nextInt(40); i > 0; i--) {
          entry += 1 + random.nextLong(1L << random.nextInt(36));
          from += 4 + random.nextLong(1L << random.nextInt(24));
          assertThat(list.endsWith(entry)).isFalse();
          list.add(entry, from);
          assertThat(list.endsWith(entry)).isTrue();
          rows.add(new Row(entry, from));
        }
        check(list, rows, random);
        if (random.nextInt(4) == 0 && !rows.isEmpty()) {
          long rowsEnd = rows.getLast().from() + 1 + random.nextInt(3);
          long cut = random.nextLong(rows.getFirst().from(), rowsEnd + 2);
          list.dropBefore(cut, rowsEnd);
          while (!rows.isEmpty() && (rows.size() == 1 ? rowsEnd : rows.get(1).from()) <= cut) {
            rows.removeFirst();
          }
          check(list, rows, random);
        }
      }
    }
  }

  @Test
  void droppingWhatIsNotThereChangesNothing() {
    RowList list = new RowList();
    list.dropBefore(100, 100);
    list.add(5, 10);
    list.dropBefore(10, 20);
    assertThat(list.size()).isEqualTo(1);
    list.dropBefore(19, 20);
    assertThat(list.size()).as("part of the row is needed").isEqualTo(1);
    list.dropBefore(20, 20);
    assertThat(list.isEmpty()).isTrue();
    assertThat(list.hasEntry(5)).isFalse();
    list.add(9, 20);
    assertThat(list.firstEntry()).isEqualTo(9);
  }
}
