package durablestreams.domain.producer;

import org.jspecify.annotations.Nullable;

/** Rules of idempotent producers (protocol, section 5.2.1). */
public final class ProducerRules {

  private ProducerRules() {}

  /**
   * Judges {@code stamp} against the known state of its producer, or {@code null} for an unknown
   * producer.
   */
  public static ProducerVerdict judge(@Nullable ProducerState known, ProducerStamp stamp) {
    if (known == null) {
      return stamp.seq() == 0
          ? new ProducerVerdict.Accepted()
          : new ProducerVerdict.SequenceGap(0, stamp.seq());
    }
    if (stamp.epoch() < known.epoch()) {
      return new ProducerVerdict.StaleEpoch(known.epoch());
    }
    if (stamp.epoch() > known.epoch()) {
      return stamp.seq() == 0
          ? new ProducerVerdict.Accepted()
          : new ProducerVerdict.EpochStartsAtZero(stamp.epoch(), stamp.seq());
    }
    if (stamp.seq() <= known.lastSeq()) {
      return new ProducerVerdict.Duplicate(known.epoch(), known.lastSeq());
    }
    return stamp.seq() == known.lastSeq() + 1
        ? new ProducerVerdict.Accepted()
        : new ProducerVerdict.SequenceGap(known.lastSeq() + 1, stamp.seq());
  }
}
