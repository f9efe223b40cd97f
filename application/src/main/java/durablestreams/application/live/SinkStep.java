package durablestreams.application.live;

/** Next step of a live read with a non-blocking sink: what the sink does not handle. */
public sealed interface SinkStep permits LiveStep, SinkStep.PartiallySent {

  /** The sink accepted messages and could send only a part of them. */
  record PartiallySent() implements SinkStep {}
}
