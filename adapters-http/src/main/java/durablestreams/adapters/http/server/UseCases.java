package durablestreams.adapters.http.server;

import durablestreams.application.append.AppendToStream;
import durablestreams.application.create.CreateStream;
import durablestreams.application.delete.DeleteStream;
import durablestreams.application.describe.DescribeStream;
import durablestreams.application.follow.FollowStream;
import durablestreams.application.read.ReadStream;

/** Use cases that the server offers to its clients. */
public record UseCases(
    CreateStream create,
    AppendToStream append,
    ReadStream read,
    FollowStream follow,
    DescribeStream describe,
    DeleteStream delete) {}
