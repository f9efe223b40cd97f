package durablestreams.conformance.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.kafka.KafkaCommitLog;
import durablestreams.adapters.kafka.KafkaLogSettings;
import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.LogAppend;
import durablestreams.application.port.replication.LogPlace;
import durablestreams.application.port.replication.LogRead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is noticed when brokers lose records that they acknowledged. */
@Tag("long")
class KafkaLossTest {

  @TempDir private Path folder;

  /**
   * As after a power cut of all replicas: others have filled the log up to the end that the writer
   * knows, so its record gets the offset that it expects.
   */
  @Test
  void aWriterNoticesThatItsEndIsAnotherRecordNow() throws Exception {
    try (KafkaBrokers brokers = KafkaBrokers.start(1);
        CommitLog log = open(brokers);
        CommitLog other = open(brokers)) {
      LogPlace first = append(other, 1, LogPlace.BEGINNING);
      assertThat(log.read(LogPlace.BEGINNING, 1, Duration.ZERO))
          .isInstanceOf(LogRead.Records.class);
      Path data = brokers.data(0);
      brokers.stop(0);
      copy(data, folder);
      brokers.restart(0);
      LogPlace lost = append(log, 2, first);
      brokers.kill(0);
      delete(data);
      copy(folder, data);
      brokers.restart(0);
      LogPlace instead = append(other, 3, first);
      assertThat(instead.number()).isEqualTo(lost.number());
      assertThat(log.append(new byte[] {4}, 4, lost)).isEqualTo(new LogAppend.Superseded());
      assertThat(log.read(lost, 1, Duration.ZERO)).isInstanceOf(LogRead.Diverged.class);
    }
  }

  private static CommitLog open(KafkaBrokers brokers) {
    return new KafkaCommitLog(KafkaLogSettings.of(brokers.url()).asUnsafe());
  }

  private static LogPlace append(CommitLog log, int record, LogPlace end)
      throws InterruptedException {
    LogAppend result = log.append(new byte[] {(byte) record}, record, end);
    assertThat(result).isInstanceOf(LogAppend.Appended.class);
    return ((LogAppend.Appended) result).place();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.sorted().toList()) {
        Path target = to.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(target);
        } else {
          Files.copy(each, target);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(folder)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }
}
