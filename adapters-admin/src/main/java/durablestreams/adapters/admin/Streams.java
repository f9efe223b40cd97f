package durablestreams.adapters.admin;

import durablestreams.application.admin.BrowseStreams;
import durablestreams.application.admin.PeekMessages;
import durablestreams.application.append.AppendToStream;
import durablestreams.application.create.CreateStream;
import durablestreams.application.delete.DeleteStream;

/** Use cases of streams that operators call. */
public record Streams(
    BrowseStreams browse,
    PeekMessages peek,
    CreateStream create,
    AppendToStream append,
    DeleteStream delete) {}
