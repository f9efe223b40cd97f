package durablestreams.adapters.kafka;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;

/** Rules for a topic that keeps a commit log: it must neither lose nor remove what it took. */
final class TopicRules {

  /** Copies of each record, and how many of them there are when it is acknowledged. */
  static final int REPLICAS = 3;

  static final int IN_SYNC = 2;

  /** What a batch adds to the record that it holds, rounded up. */
  static final int BATCH_BYTES = 512;

  /** A commit is split into records of that size at least. */
  static final int SMALLEST_RECORD = 65_536;

  /** Rights of the user on the topic. */
  static final String RIGHTS = "Describe, DescribeConfigs, Read, Write and Delete";

  private static final List<AclOperation> NEEDED =
      List.of(
          AclOperation.DESCRIBE,
          AclOperation.DESCRIBE_CONFIGS,
          AclOperation.READ,
          AclOperation.WRITE,
          AclOperation.DELETE);

  private static final String MIN_IN_SYNC = "min.insync.replicas";
  private static final String UNCLEAN = "unclean.leader.election.enable";
  private static final String CLEANUP = "cleanup.policy";
  private static final List<String> RETENTION = List.of("retention.ms", "retention.bytes");
  private static final String MAX_MESSAGE = "max.message.bytes";
  private static final String COMPRESSION = "compression.type";
  private static final Set<String> READABLE = Set.of("producer", "uncompressed", "gzip");

  private TopicRules() {}

  /** Settings of a topic that is created here. */
  static Map<String, String> settings(boolean unsafe) {
    return Map.of(
        CLEANUP,
        "delete",
        "retention.ms",
        "-1",
        "retention.bytes",
        "-1",
        UNCLEAN,
        "false",
        MIN_IN_SYNC,
        Integer.toString(unsafe ? 1 : IN_SYNC),
        MAX_MESSAGE,
        Integer.toString((1 << 20) + 12),
        "segment.bytes",
        Integer.toString(128 << 20),
        "message.timestamp.type",
        "LogAppendTime");
  }

  /**
   * What the user may not do, in the words after the name of the topic; empty if nothing is
   * missing.
   *
   * @param granted empty or {@code null} if the engine does not tell
   */
  static Optional<String> denied(@Nullable Set<AclOperation> granted) {
    if (granted == null || granted.isEmpty()) {
      return Optional.empty();
    }
    String missing =
        NEEDED.stream()
            .filter(right -> !granted.contains(right))
            .map(TopicRules::name)
            .collect(Collectors.joining(", "));
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "does not grant its user %s: the user needs the rights %s".formatted(missing, RIGHTS));
  }

  private static String name(AclOperation right) {
    return Arrays.stream(right.name().split("_"))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }

  /**
   * What makes a topic unusable, in the words after its name; empty if nothing does. Further
   * partitions do no harm, and cannot be removed: only the first is used.
   *
   * @param settings those in effect, from whatever they come; an engine that has no such setting
   *     leaves it out
   */
  static Optional<String> unusable(Map<String, String> settings) {
    if (!settings.getOrDefault(CLEANUP, "delete").equals("delete")) {
      return Optional.of(
          "has cleanup.policy=%s, which removes records: it must be delete"
              .formatted(settings.get(CLEANUP)));
    }
    for (String limit : RETENTION) {
      if (!settings.getOrDefault(limit, "-1").equals("-1")) {
        return Optional.of(
            "has %s=%s, which removes records: it must be -1, because the nodes trim the log"
                .formatted(limit, settings.get(limit)));
      }
    }
    if (!READABLE.contains(settings.getOrDefault(COMPRESSION, "producer"))) {
      return Optional.of(
          "has compression.type=%s: it must be producer, uncompressed or gzip"
              .formatted(settings.get(COMPRESSION)));
    }
    if (largestRecord(settings) < SMALLEST_RECORD) {
      return Optional.of(
          "has max.message.bytes=%s: it must be %d at least"
              .formatted(settings.get(MAX_MESSAGE), SMALLEST_RECORD + BATCH_BYTES));
    }
    return Optional.empty();
  }

  /** What makes a topic unsafe, in the words after its name; empty if nothing does. */
  static Optional<String> unsafe(int replicas, Map<String, String> settings) {
    if (replicas < REPLICAS) {
      return Optional.of(
          "has a replication factor of %d, and may be lost with a broker: it must be %d"
              .formatted(replicas, REPLICAS));
    }
    String inSync = settings.getOrDefault(MIN_IN_SYNC, Integer.toString(IN_SYNC));
    if (Integer.parseInt(inSync) < IN_SYNC) {
      return Optional.of(
          "has min.insync.replicas=%s, so a record may be acknowledged that one broker has: it"
                  .formatted(inSync)
              + " must be 2 at least");
    }
    if (!settings.getOrDefault(UNCLEAN, "false").equals("false")) {
      return Optional.of(
          "has unclean.leader.election.enable=%s, which loses records: it must be false"
              .formatted(settings.get(UNCLEAN)));
    }
    return Optional.empty();
  }

  /** Size of the largest record that fits into a batch of the topic. */
  static int largestRecord(Map<String, String> settings) {
    String limit = settings.get(MAX_MESSAGE);
    return limit == null ? Integer.MAX_VALUE : Integer.parseInt(limit) - BATCH_BYTES;
  }
}
