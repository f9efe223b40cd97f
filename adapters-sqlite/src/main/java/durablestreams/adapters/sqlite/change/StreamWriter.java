package durablestreams.adapters.sqlite.change;

import static durablestreams.adapters.sqlite.generated.Tables.PRODUCERS;
import static durablestreams.adapters.sqlite.generated.Tables.STREAMS;
import static durablestreams.adapters.sqlite.schema.PreparedSql.NUMBER;
import static durablestreams.adapters.sqlite.schema.PreparedSql.SQL;
import static durablestreams.adapters.sqlite.schema.PreparedSql.TEXT;

import durablestreams.adapters.sqlite.generated.tables.records.StreamsRecord;
import durablestreams.adapters.sqlite.schema.PreparedSql;
import durablestreams.adapters.sqlite.schema.StreamTable;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.producer.ProducerState;
import durablestreams.domain.stream.Closure;
import durablestreams.domain.stream.Front;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.StreamState;
import durablestreams.domain.stream.Tail;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import org.jooq.Query;

/**
 * Writer of the rows of streams and of their producers, within the transaction that the caller
 * began. Methods say whether they found what they were to change.
 */
final class StreamWriter {

  private final PreparedSql insert;
  private final PreparedSql delete;
  private final PreparedSql deleteProducers;
  private final PreparedSql forgetProducers;
  private final PreparedSql moveHorizon;
  private final PreparedSql softDelete;
  private final PreparedSql moveDeadline;
  private final PreparedSql moveFront;
  private final PreparedSql fold;
  private final PreparedSql close;
  private final PreparedSql putProducer;

  StreamWriter(Connection connection) throws SQLException {
    insert = new PreparedSql(connection, inserting());
    delete =
        new PreparedSql(connection, SQL.deleteFrom(STREAMS).where(STREAMS.STREAM_KEY.eq(NUMBER)));
    deleteProducers =
        new PreparedSql(
            connection, SQL.deleteFrom(PRODUCERS).where(PRODUCERS.STREAM_KEY.eq(NUMBER)));
    forgetProducers =
        new PreparedSql(
            connection,
            SQL.deleteFrom(PRODUCERS)
                .where(PRODUCERS.STREAM_KEY.eq(NUMBER))
                .and(PRODUCERS.USED_AT.lt(NUMBER)));
    moveHorizon =
        new PreparedSql(
            connection,
            SQL.update(STREAMS)
                .set(STREAMS.PRODUCERS_SINCE, NUMBER)
                .where(STREAMS.STREAM_KEY.eq(NUMBER)));
    softDelete =
        new PreparedSql(
            connection,
            SQL.update(STREAMS)
                .set(STREAMS.SOFT_DELETED, NUMBER)
                .where(STREAMS.STREAM_KEY.eq(NUMBER)));
    moveDeadline =
        new PreparedSql(
            connection,
            SQL.update(STREAMS).set(STREAMS.DEADLINE, NUMBER).where(STREAMS.STREAM_KEY.eq(NUMBER)));
    moveFront =
        new PreparedSql(
            connection,
            SQL.update(STREAMS)
                .set(STREAMS.FRONT_POSITION, NUMBER)
                .set(STREAMS.FRONT_OFFSET_SEGMENT, NUMBER)
                .set(STREAMS.FRONT_OFFSET_WITHIN, NUMBER)
                .where(STREAMS.STREAM_KEY.eq(NUMBER)));
    fold = new PreparedSql(connection, folding());
    close =
        new PreparedSql(
            connection,
            SQL.update(STREAMS)
                .set(STREAMS.CLOSED, NUMBER)
                .set(STREAMS.CLOSER_ID, TEXT)
                .set(STREAMS.CLOSER_EPOCH, NUMBER)
                .set(STREAMS.CLOSER_SEQ, NUMBER)
                .where(STREAMS.STREAM_KEY.eq(NUMBER)));
    putProducer =
        new PreparedSql(
            connection,
            SQL.insertInto(PRODUCERS)
                .columns(
                    PRODUCERS.STREAM_KEY,
                    PRODUCERS.PRODUCER_ID,
                    PRODUCERS.EPOCH,
                    PRODUCERS.LAST_SEQ,
                    PRODUCERS.USED_AT)
                .values(NUMBER, TEXT, NUMBER, NUMBER, NUMBER)
                .onDuplicateKeyUpdate()
                .set(PRODUCERS.EPOCH, NUMBER)
                .set(PRODUCERS.LAST_SEQ, NUMBER)
                .set(PRODUCERS.USED_AT, NUMBER));
  }

  private static Query inserting() {
    return SQL.insertInto(STREAMS, STREAMS.fields())
        .values(Arrays.stream(STREAMS.fields()).map(field -> null).toArray())
        .onConflictDoNothing();
  }

  private static Query folding() {
    return SQL.update(STREAMS)
        .set(STREAMS.TAIL_POSITION, NUMBER)
        .set(STREAMS.TAIL_OFFSET_SEGMENT, NUMBER)
        .set(STREAMS.TAIL_OFFSET_WITHIN, NUMBER)
        .set(STREAMS.TAIL_SEGMENT, NUMBER)
        .set(STREAMS.TAIL_SEGMENT_START, NUMBER)
        .set(STREAMS.TAIL_SEGMENT_MESSAGES, NUMBER)
        .set(STREAMS.TAIL_SEGMENT_BYTES, NUMBER)
        .set(STREAMS.LAST_SEQ, TEXT)
        .set(STREAMS.FOLDED_TO, NUMBER)
        .where(STREAMS.STREAM_KEY.eq(NUMBER));
  }

  /** Inserts a stream; false when its name or key is taken. */
  boolean create(StreamState state, String tenant, long foldedTo) throws SQLException {
    return insert.run(StreamTable.rowOf(state, tenant, foldedTo).intoArray()) == 1;
  }

  boolean softDelete(StreamKey key) throws SQLException {
    return softDelete.run(1L, key.value()) == 1;
  }

  boolean moveDeadline(StreamChange.DeadlineMoved moved) throws SQLException {
    return moveDeadline.run(StreamTable.deadline(moved.deadline()), moved.key().value()) == 1;
  }

  boolean moveFront(StreamKey key, Front front) throws SQLException {
    return moveFront.run(
            front.position(), front.offset().segment(), front.offset().within(), key.value())
        == 1;
  }

  /**
   * Forgets producers. Rows of the log may still name them, so the stream remembers since when its
   * producers count.
   */
  boolean forgetProducers(StreamKey key, long usedBefore) throws SQLException {
    forgetProducers.run(key.value(), usedBefore);
    return moveHorizon.run(usedBefore, key.value()) == 1;
  }

  boolean delete(StreamKey key) throws SQLException {
    deleteProducers.run(key.value());
    return delete.run(key.value()) == 1;
  }

  /** Writes what a snapshot says; rows of the log up to {@code foldedTo} are in it. */
  boolean snapshot(RowSnapshots.Snapshot snapshot, long foldedTo) throws SQLException {
    long key = snapshot.key().value();
    for (Map.Entry<String, ProducerState> producer : snapshot.producers().entrySet()) {
      long epoch = producer.getValue().epoch();
      long seq = producer.getValue().lastSeq();
      long used = producer.getValue().usedMillis();
      putProducer.run(key, producer.getKey(), epoch, seq, used, epoch, seq, used);
    }
    Tail tail = snapshot.tail();
    StreamSeq lastSeq = snapshot.lastSeq();
    boolean found = true;
    if (tail != null && lastSeq != null) {
      found = fold(key, tail, lastSeq, foldedTo);
    }
    Closure closure = snapshot.closure();
    return found && (closure == null || close(key, closure));
  }

  private boolean fold(long key, Tail tail, StreamSeq lastSeq, long foldedTo) throws SQLException {
    return fold.run(
            tail.position(),
            tail.offset().segment(),
            StreamTable.within(tail.offset()),
            tail.segment(),
            tail.segmentStart(),
            tail.segmentMessages(),
            tail.segmentBytes(),
            lastSeq.value(),
            foldedTo,
            key)
        == 1;
  }

  private boolean close(long key, Closure closure) throws SQLException {
    StreamsRecord row = new StreamsRecord();
    StreamTable.putClosure(row, closure);
    return close.run(
            row.getClosed(), row.getCloserId(), row.getCloserEpoch(), row.getCloserSeq(), key)
        == 1;
  }
}
