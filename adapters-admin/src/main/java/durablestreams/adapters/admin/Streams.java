package durablestreams.adapters.admin;

import durablestreams.application.admin.BrowseReaders;
import durablestreams.application.admin.BrowseStreams;
import durablestreams.application.admin.PeekMessages;
import durablestreams.application.append.AppendToStream;
import durablestreams.application.create.CreateStream;
import durablestreams.application.delete.DeleteStream;
import durablestreams.application.job.Jobs;

/** Use cases that operators call. */
public record Streams(
    BrowseStreams browse,
    BrowseReaders readers,
    PeekMessages peek,
    CreateStream create,
    AppendToStream append,
    DeleteStream delete,
    Jobs jobs) {}
