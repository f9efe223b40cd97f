package durablestreams.application.admin;

import durablestreams.application.port.StreamDirectory.ListedStream;
import durablestreams.domain.producer.ProducerState;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import java.util.List;
import java.util.Map;

/**
 * Description of one stream for operators.
 *
 * @param segments the first sealed segments that are retained
 * @param objects the first objects in the archive
 * @param forks streams whose origin it is
 * @param liveReaders clients that follow it
 */
public record StreamDetails(
    ListedStream stream,
    List<SealedSegment> segments,
    List<StoredObject> objects,
    long forks,
    Map<String, ProducerState> producers,
    int liveReaders) {}
