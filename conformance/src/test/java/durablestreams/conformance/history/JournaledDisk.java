package durablestreams.conformance.history;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Disk as a journal of {@code power_cut.c} describes it: what each file holds after its last fsync,
 * and what may be lost. A name that is new, moved or removed is on the disk after an fsync of its
 * folder; a new name also after one of the file.
 */
final class JournaledDisk {
  private final Map<String, JournaledFile> names = new HashMap<>();
  private final Map<String, JournaledFile> durable = new HashMap<>();
  private final List<NameChange> pending = new ArrayList<>();
  private final Map<Long, Long> begun = new HashMap<>();
  private long honestSyncs = Long.MAX_VALUE;
  private long number;
  private long syncs;

  /** A name that now stands for a file, or for none, and the name that it had before. */
  private record NameChange(long number, String name, JournaledFile file, String before) {}

  /** Takes what a folder holds as it is. */
  static JournaledDisk of(Path folder) throws IOException {
    var disk = new JournaledDisk();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          var copy = new JournaledFile(Files.readAllBytes(file));
          disk.names.put(file.toString(), copy);
          disk.durable.put(file.toString(), copy);
        }
      }
    }
    return disk;
  }

  /** From so many fsyncs on, the disk reports success and does nothing. */
  void lieAfter(long count) {
    honestSyncs = count;
  }

  /** Replays a journal up to its end, or to a record that is cut off. */
  void replay(Path journal) throws IOException {
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(journal)))) {
      while (true) {
        int kind = in.read();
        if (kind < 0) {
          return;
        }
        String path = text(in, Short.toUnsignedInt(Short.reverseBytes(in.readShort())));
        long value = Long.reverseBytes(in.readLong());
        byte[] data = in.readNBytes(length(in));
        number++;
        apply((char) kind, path, value, data);
      }
    } catch (EOFException e) {
      // The process was killed within its last record.
    }
  }

  private static int length(DataInputStream in) throws IOException {
    return ByteBuffer.wrap(in.readNBytes(4)).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  private static String text(DataInputStream in, int length) throws IOException {
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private void apply(char kind, String path, long value, byte[] data) {
    JournaledFile file = names.get(path);
    switch (kind) {
      case 'C' -> {
        if (file == null) {
          named(path, new JournaledFile(new byte[0]), "");
        }
      }
      case 'W' -> {
        if (file != null) {
          file.write(number, value, data);
        }
      }
      case 'T' -> {
        if (file != null) {
          file.resize(number, value);
        }
      }
      case 'R', 'L' -> {
        if (file != null) {
          String from = kind == 'R' ? path : "";
          names.remove(from);
          named(new String(data, StandardCharsets.UTF_8), file, from);
        }
      }
      case 'U' -> {
        names.remove(path);
        pending.add(new NameChange(number, "", new JournaledFile(new byte[0]), path));
      }
      case 'B' -> begun.put(value, number);
      case 'E' -> synced(path, begun.getOrDefault(value, 0L));
      default -> throw new IllegalStateException("a record of kind " + kind);
    }
  }

  private void named(String name, JournaledFile file, String before) {
    names.put(name, file);
    pending.add(new NameChange(number, name, file, before));
  }

  private void synced(String path, long begin) {
    if (++syncs > honestSyncs) {
      return;
    }
    JournaledFile file = names.get(path);
    if (file != null) {
      file.force(begin);
    }
    for (NameChange change : List.copyOf(pending)) {
      boolean inFolder = parent(change.name()).equals(path) || parent(change.before()).equals(path);
      boolean isNew = change.file() == file && change.before().isEmpty();
      if (change.number() < begin && (inFolder || isNew)) {
        rename(change);
        pending.remove(change);
      }
    }
  }

  private static String parent(String name) {
    return name.isEmpty() ? "" : name.substring(0, name.lastIndexOf('/'));
  }

  private void rename(NameChange change) {
    durable.remove(change.before());
    if (!change.name().isEmpty()) {
      durable.put(change.name(), change.file());
    }
  }

  long syncs() {
    return syncs;
  }

  /**
   * Cuts the power: the folder holds what was on the disk, and of the rest nothing, or a random
   * half of the writes and the first names.
   */
  void cutInto(Path folder, Random random, boolean half) throws IOException {
    int kept = half ? random.nextInt(pending.size() + 1) : 0;
    pending.subList(0, kept).forEach(this::rename);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!durable.containsKey(file.toString()) || file.toString().endsWith("-shm")) {
          Files.delete(file);
        }
      }
    }
    // Written in place: a file stays the same one over a power cut, with the same inode.
    for (Map.Entry<String, JournaledFile> entry : durable.entrySet()) {
      entry.getValue().cut(random, half);
      Path file = Path.of(entry.getKey());
      // The shared memory of the database's log is in no file after a restart of the machine.
      if (!entry.getKey().endsWith("-shm")) {
        Files.createDirectories(file.getParent());
        Files.write(file, entry.getValue().content());
      }
    }
  }
}
