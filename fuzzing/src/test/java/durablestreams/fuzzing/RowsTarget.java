package durablestreams.fuzzing;

import durablestreams.adapters.sqlite.log.EntryHeaders;
import durablestreams.adapters.sqlite.schema.BlobFormats;
import durablestreams.application.offload.ObjectMetadata;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.PositionUnit;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Blobs of the database and descriptions of objects, as a damaged disk or an archive may return
 * them: a small blob never asks for much memory, and what is no blob is an ordinary exception. The
 * checksums of rows are checked before this code runs.
 */
public final class RowsTarget {

  private static final String[] FACTS = {
    "ds-format",
    "ds-path",
    "ds-key",
    "ds-type",
    "ds-expiry",
    "ds-created",
    "ds-fork",
    "ds-segments",
    "ds-crc32c"
  };

  private RowsTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    attempt(() -> heads(input));
    attempt(() -> BlobFormats.frameIndex(input));
    attempt(() -> ObjectMetadata.fromDescription(facts(input)));
  }

  private static void attempt(Runnable read) {
    try {
      read.run();
    } catch (IllegalStateException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | ArithmeticException
        | java.time.DateTimeException e) {
      // Told as damage by what called it.
    }
  }

  private static void heads(byte[] input) {
    EntryHeaders.Reader heads = new EntryHeaders.Reader(input);
    while (heads.next()) {
      heads.stamp();
      heads.seq();
      for (PositionUnit unit : PositionUnit.values()) {
        attempt(() -> {
          MessageBatch batch = heads.batch(unit, input);
          Broken.unless(batch.length() == heads.bytes(), "%s has other bytes", batch);
        });
      }
    }
  }

  /** Each line of the input is a digit, which chooses a fact, and its value. */
  private static Map<String, String> facts(byte[] input) {
    Map<String, String> facts = new HashMap<>();
    facts.put(FACTS[0], "1");
    for (String line : new String(input, StandardCharsets.UTF_8).split("\n")) {
      int choice = line.isEmpty() ? -1 : line.charAt(0) - '0';
      if (choice >= 0 && choice < FACTS.length) {
        facts.put(FACTS[choice], line.substring(1));
      }
    }
    return facts;
  }
}
