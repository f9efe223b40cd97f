package durablestreams.application.replication.digest;

import durablestreams.application.port.HotRead;
import durablestreams.application.port.StoredStream;
import durablestreams.application.port.replication.DigestAnswer;
import durablestreams.application.port.replication.ReplicaStore;
import durablestreams.application.replication.encoding.StateEncoding;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.PositionUnit;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.segment.StoredObject;
import durablestreams.domain.stream.Origin;
import durablestreams.domain.stream.StreamState;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.Subscription;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reader of pieces of a replica's state. What changes with every commit is read at once, by the
 * thread that commits; segments, objects and messages, which stay as they are for longer, are read
 * later.
 */
final class StateReader {

  private static final int PAGE = 256;
  private static final int READ_BYTES = 256 << 10;

  /**
   * What the thread that commits has read.
   *
   * @param state its digest
   */
  record Captured(List<StoredStream> streams, String next, int items, String state) {}

  private final ReplicaStore replica;
  private final ReplicaStore.Contents contents;

  StateReader(ReplicaStore replica) {
    this.replica = replica;
    this.contents = replica.contents();
  }

  /** Reads what changes with every commit. Called by the thread that commits. */
  Captured capture(StatePiece piece) {
    return switch (piece) {
      case StatePiece.Streams(long after) -> streams(after);
      case StatePiece.Links links -> links(links);
    };
  }

  private Captured streams(long after) {
    List<StoredStream> streams = replica.streamsAfter(after, StatePiece.STREAMS);
    StateHash hash = new StateHash();
    hash.add(contents.streams().highestKey());
    streams.forEach(stream -> hash.add(StateEncoding.stream(stream)));
    StatePiece next =
        streams.size() < StatePiece.STREAMS
            ? new StatePiece.Links("", "")
            : new StatePiece.Streams(streams.getLast().state().key().value());
    return new Captured(streams, next.text(), streams.size(), hash.text());
  }

  private Captured links(StatePiece.Links piece) {
    StateHash hash = new StateHash();
    contents
        .subscriptions()
        .sealedKeys()
        .ifPresent(keys -> hash.add(keys.getBytes(StandardCharsets.UTF_8)));
    String after = piece.after();
    int room = StatePiece.LINKS;
    int count = 0;
    for (Subscription subscription : contents.subscriptions().all()) {
      String id = subscription.id().value();
      if (id.compareTo(piece.id()) < 0) {
        continue;
      }
      if (!id.equals(piece.id())) {
        after = "";
      }
      if (room <= 0) {
        return new Captured(List.of(), new StatePiece.Links(id, "").text(), count, hash.text());
      }
      if (after.isEmpty()) {
        hash.add(StateEncoding.subscription(subscription));
        count++;
        room--;
      }
      List<StreamLink> links =
          contents.subscriptions().linksAfter(subscription.id(), after, room + 1);
      for (StreamLink link : links) {
        hash.add(StateEncoding.link(subscription.id(), link));
      }
      if (links.size() > room) {
        String last = links.getLast().path().value();
        return new Captured(List.of(), new StatePiece.Links(id, last).text(), count, hash.text());
      }
      room -= links.size();
    }
    return new Captured(List.of(), "", count, hash.text());
  }

  /** Reads the rest of the piece. */
  DigestAnswer finish(long position, Captured captured) {
    StateHash hash = new StateHash();
    for (StoredStream stream : captured.streams()) {
      if (!addStored(hash, stream.state())) {
        return new DigestAnswer.Failed(
            "messages of stream %s moved to the archive meanwhile".formatted(stream.state().key()));
      }
    }
    return new DigestAnswer.Done(
        position, captured.next(), captured.items(), captured.state(), hash.text());
  }

  /** False when messages are not in the hot log any more. */
  private boolean addStored(StateHash hash, StreamState state) {
    addSegments(hash, state);
    long from =
        switch (state.origin()) {
          case Origin.Root() -> state.front().position();
          case Origin.Fork fork -> fork.position();
        };
    return addMessages(hash, state, addObjects(hash, state, from));
  }

  private void addSegments(StateHash hash, StreamState state) {
    long from = 0;
    List<SealedSegment> page = contents.directory().segmentsFrom(state.key(), from, PAGE);
    while (!page.isEmpty()) {
      for (SealedSegment segment : page) {
        if (segment.number() < state.tail().segment()) {
          hash.add(StateEncoding.segment(segment));
        }
      }
      from = page.getLast().end();
      page = contents.directory().segmentsFrom(state.key(), from, PAGE);
    }
  }

  /** Returns the end of what is in the archive. */
  private long addObjects(StateHash hash, StreamState state, long start) {
    long from = start;
    List<StoredObject> page = contents.directory().objectsFrom(state.key(), from, PAGE);
    while (!page.isEmpty()) {
      page.forEach(object -> hash.add(StateEncoding.object(object)));
      from = Math.max(from, page.getLast().end());
      page = contents.directory().objectsFrom(state.key(), from, PAGE);
    }
    return from;
  }

  private boolean addMessages(StateHash hash, StreamState state, long start) {
    long from = start;
    long to = state.tail().position();
    hash.add(to);
    while (from < to) {
      switch (contents.streams().readHot(state.key(), from, to, READ_BYTES)) {
        case HotRead.Found(List<MessageBatch> batches) -> {
          for (MessageBatch batch : batches) {
            addMessages(hash, batch);
            from += batch.units();
          }
        }
        case HotRead.Offloaded() -> {
          return false;
        }
      }
    }
    return true;
  }

  /** In the same bytes, however the messages are divided between batches. */
  private static void addMessages(StateHash hash, MessageBatch batch) {
    if (batch.unit() == PositionUnit.BYTES) {
      hash.addRaw(batch.array(), batch.from(), batch.length());
      return;
    }
    for (int i = 0; i < batch.messageCount(); i++) {
      int length = batch.messageTo(i) - batch.messageFrom(i);
      hash.add(length);
      hash.addRaw(batch.array(), batch.messageFrom(i), length);
    }
  }
}
