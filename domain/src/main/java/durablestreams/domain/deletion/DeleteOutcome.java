package durablestreams.domain.deletion;

/** Outcome of a request to delete a stream. */
public sealed interface DeleteOutcome {

  /** The stream is no longer visible to clients. */
  record Deleted() implements DeleteOutcome {}

  record NotFound() implements DeleteOutcome {}

  /** It was soft-deleted before. */
  record Gone() implements DeleteOutcome {}
}
