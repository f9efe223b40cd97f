package durablestreams.conformance.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Damage to random pages of a database file, as disks, controllers and file systems do it. */
final class PageDamage {

  private static final int PAGE_BYTES = 4_096;

  private final byte[] bytes;
  private final Random random;
  private final List<String> done = new ArrayList<>();

  private PageDamage(byte[] bytes, Random random) {
    this.bytes = bytes;
    this.random = random;
  }

  /** Damages one to three pages of the file; says what it did. */
  static List<String> to(Path file, Random random) throws IOException {
    PageDamage damage = new PageDamage(Files.readAllBytes(file), random);
    int times = 1 + random.nextInt(3);
    for (int i = 0; i < times; i++) {
      damage.once();
    }
    Files.write(file, damage.bytes);
    return damage.done;
  }

  private void once() {
    int page = page();
    int at = page * PAGE_BYTES;
    switch (random.nextInt(8)) {
      case 0, 5, 6, 7 -> {
        int bit = random.nextInt(PAGE_BYTES * 8);
        bytes[at + bit / 8] ^= (byte) (1 << bit % 8);
        done.add("bit " + bit + " of page " + page + " flipped");
      }
      case 1 -> {
        fill(at, PAGE_BYTES, false);
        done.add("page " + page + " zeroed");
      }
      case 2 -> {
        fill(at, PAGE_BYTES, true);
        done.add("page " + page + " overwritten");
      }
      case 3 -> {
        int other = page();
        System.arraycopy(bytes, other * PAGE_BYTES, bytes, at, PAGE_BYTES);
        done.add("page " + other + " written to the place of page " + page);
      }
      default -> {
        int from = random.nextInt(PAGE_BYTES - 1);
        int length = 1 + random.nextInt(Math.min(200, PAGE_BYTES - from));
        fill(at + from, length, true);
        done.add(length + " bytes from " + from + " of page " + page + " overwritten");
      }
    }
  }

  private int page() {
    return random.nextInt(bytes.length / PAGE_BYTES);
  }

  private void fill(int from, int length, boolean randomly) {
    for (int i = from; i < from + length; i++) {
      bytes[i] = randomly ? (byte) random.nextInt() : 0;
    }
  }
}
