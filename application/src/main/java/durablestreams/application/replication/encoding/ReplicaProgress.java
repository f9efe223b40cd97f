package durablestreams.application.replication.encoding;

import durablestreams.application.port.replication.LogPlace;
import durablestreams.domain.replication.Chain;
import durablestreams.domain.replication.LogRecord.Elected;
import durablestreams.domain.replication.RecordId;
import java.time.Instant;
import java.util.List;

/**
 * Progress of a replica: the last record that counts and is applied, and what was known there. A
 * replica goes on reading behind it.
 *
 * @param logId the id of the log
 * @param place where the record is
 * @param chain after the record; parts of a later commit are not in it
 * @param at the time of the record
 */
public record ReplicaProgress(long logId, LogPlace place, Chain chain, Instant at) {

  private static final int VERSION = 1;

  public ReplicaProgress {
    if (!chain.loose().isEmpty()) {
      throw new IllegalArgumentException("progress ends at the end of a commit");
    }
  }

  /** The progress of a replica that has read nothing of the log. */
  public static ReplicaProgress before(RecordId origin) {
    return new ReplicaProgress(
        origin.checksum(), LogPlace.BEGINNING, Chain.before(origin), Instant.EPOCH);
  }

  /** The position of the last record that is applied. */
  public long position() {
    return chain.last().position();
  }

  /**
   * The progress after one more record of the same leader.
   *
   * @param level the feature level after it
   */
  public ReplicaProgress next(RecordId id, LogPlace newPlace, Instant newAt, int level) {
    return new ReplicaProgress(
        logId,
        newPlace,
        new Chain(id, chain.epoch(), chain.leader(), null, level, List.of()),
        newAt);
  }

  public byte[] encode() {
    ByteOutput out = new ByteOutput();
    out.octet(VERSION);
    out.fixed64(logId);
    out.number(place.number());
    out.fixed64(place.checksum());
    out.number(chain.last().position());
    out.fixed64(chain.last().checksum());
    out.number(chain.epoch());
    Elected leader = chain.leader();
    out.flag(leader != null);
    if (leader != null) {
      out.text(leader.node());
      out.text(leader.address());
    }
    out.optionalText(chain.successor());
    out.number(chain.level());
    out.instant(at);
    return out.toByteArray();
  }

  /**
   * The inverse of {@link #encode}.
   *
   * @throws DamagedRecordException when these are not the bytes of a progress
   */
  public static ReplicaProgress decode(byte[] bytes) {
    ByteInput in = new ByteInput(bytes);
    int version = in.octet();
    if (version != VERSION) {
      throw StreamValues.unknown("a replica's progress", version);
    }
    long logId = in.fixed64();
    LogPlace place = new LogPlace(in.number(), in.fixed64());
    RecordId last = new RecordId(in.number(), in.fixed64());
    long epoch = in.number();
    Elected leader = in.flag() ? new Elected(in.text(), in.text()) : null;
    String successor = in.optionalText();
    int level = in.smallNumber();
    Instant at = in.instant();
    in.atEnd();
    return new ReplicaProgress(
        logId, place, new Chain(last, epoch, leader, successor, level, List.of()), at);
  }
}
