package durablestreams.adapters.sqlite.session;

import durablestreams.adapters.sqlite.file.DatabaseFiles;

/**
 * Settings of a session.
 *
 * @param readConnections how many reads may run at the same time
 * @param maxLogBytes size of the write-ahead log beyond which nothing is written
 * @param unpackedStreams streams with hot rows of which memory holds everything
 * @param producerBytes bytes of the producers that memory keeps on top of the snapshots of streams
 * @param replica whether what a crash loses comes back from a commit log
 */
public record SessionSettings(
    DatabaseFiles files,
    int readConnections,
    long maxLogBytes,
    int unpackedStreams,
    long producerBytes,
    boolean replica) {}
