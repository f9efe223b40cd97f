package durablestreams.application.describe;

import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;

/** Outcome of describing a stream without reading it. */
public sealed interface DescribeOutcome {

  record Description(ContentType contentType, Offset tail, Expiry expiry, boolean closed)
      implements DescribeOutcome {}

  record NotFound() implements DescribeOutcome {}

  /** Soft-deleted. */
  record Gone() implements DescribeOutcome {}
}
