package durablestreams.domain.deletion;

/** What became of a request to delete a stream. */
public sealed interface DeleteOutcome {

  /** Clients do not see it any more. */
  record Deleted() implements DeleteOutcome {}

  record NotFound() implements DeleteOutcome {}

  /** It was soft-deleted before. */
  record Gone() implements DeleteOutcome {}
}
