package durablestreams.histories.history;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Operations of all clients of one run; clients add to it concurrently. */
public final class History {
  private final ConcurrentLinkedQueue<Operation> operations = new ConcurrentLinkedQueue<>();

  public void add(Operation operation) {
    operations.add(operation);
  }

  public List<Operation> operations() {
    return List.copyOf(operations);
  }

  /** Writes one operation a line. */
  public void save(Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      for (Operation operation : operations) {
        out.write(OperationText.of(operation));
        out.newLine();
      }
    }
  }

  /** Reads what {@link #save} or another recorder wrote. */
  public static List<Operation> load(Path file) throws IOException {
    List<Operation> loaded = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      number++;
      if (!line.isBlank()) {
        try {
          loaded.add(OperationText.parse(line));
        } catch (RuntimeException e) {
          throw new IOException(file + ":" + number + ": " + e.getMessage(), e);
        }
      }
    }
    return loaded;
  }
}
