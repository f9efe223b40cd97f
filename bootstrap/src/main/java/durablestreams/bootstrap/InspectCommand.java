package durablestreams.bootstrap;

import durablestreams.adapters.sqlite.inspection.FolderInspection;
import durablestreams.adapters.sqlite.inspection.FolderSummary;
import durablestreams.adapters.sqlite.inspection.InspectedStream;
import durablestreams.application.json.JsonWriter;
import durablestreams.bootstrap.process.CommandOutput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The command that shows what a data folder holds while no server uses it. */
final class InspectCommand {
  private final Path folder;
  private final CommandOutput out;

  InspectCommand(Path folder, CommandOutput out) {
    this.folder = folder;
    this.out = out;
  }

  /** Prints the streams and the summary: with JSON an object for each, the summary last. */
  int run() {
    FolderSummary summary = new FolderInspection(folder).inspect(this::print);
    out.result(json(summary));
    text(summary).forEach(out::line);
    return Main.DONE;
  }

  private void print(InspectedStream stream) {
    out.result(json(stream));
    List<String> more = new ArrayList<>();
    more.add(stream.contentType());
    more.add("tail " + stream.tail().token());
    more.add("%d hot bytes".formatted(stream.hotBytes()));
    more.add("%d pending segments".formatted(stream.pendingSegments()));
    more.add("%d objects with %d bytes".formatted(stream.objects(), stream.objectBytes()));
    stream.forkedFrom().ifPresent(source -> more.add("fork of " + source));
    stream.ttlSeconds().ifPresent(seconds -> more.add("ttl " + seconds + " s"));
    stream.expiresAt().ifPresent(time -> more.add("expires at " + time));
    if (stream.closed()) {
      more.add("closed");
    }
    if (stream.deleted()) {
      more.add("deleted");
    }
    out.line(stream.name() + more.stream().collect(Collectors.joining(", ", "  (", ")")));
  }

  private static JsonWriter json(InspectedStream stream) {
    JsonWriter object =
        new JsonWriter()
            .beginObject()
            .member("stream", stream.name())
            .member("contentType", stream.contentType())
            .member("createdAt", stream.createdAt())
            .member("nextOffset", stream.tail().token())
            .member("units", stream.units())
            .member("closed", stream.closed())
            .member("deleted", stream.deleted());
    stream.ttlSeconds().ifPresent(seconds -> object.member("ttlSeconds", seconds));
    stream.expiresAt().ifPresent(time -> object.member("expiresAt", time));
    stream.forkedFrom().ifPresent(source -> object.member("forkedFrom", source));
    return object
        .member("hotBytes", stream.hotBytes())
        .member("pendingSegments", stream.pendingSegments())
        .member("objects", stream.objects())
        .member("objectBytes", stream.objectBytes())
        .endObject();
  }

  private static List<String> text(FolderSummary summary) {
    List<String> lines = new ArrayList<>();
    lines.add("Layout: " + summary.layout() + ", " + summary.fileBytes() + " bytes in the file");
    lines.add("Streams: " + summary.streams());
    lines.add("Hot log: %d rows, %d bytes needed".formatted(summary.rows(), summary.hotBytes()));
    lines.add(
        "Pending upload: %d segments with %d bytes"
            .formatted(summary.pendingSegments(), summary.pendingBytes()));
    lines.add(
        "Archive: %d objects with %d bytes, %d garbage objects, store id %s"
            .formatted(
                summary.objects(),
                summary.objectBytes(),
                summary.garbageObjects(),
                summary.storeId().orElse("none")));
    lines.add(
        "Mark: "
            + summary
                .mark()
                .map(mark ->
                    "%d changes acknowledged, segment floor %d, %s"
                        .formatted(
                            mark.reached(),
                            Math.max(mark.segmentFloor(), summary.segmentFloor()),
                            mark.clean() ? "stopped cleanly" : "not stopped cleanly"))
                .orElse("none"));
    return lines;
  }

  private static JsonWriter json(FolderSummary summary) {
    JsonWriter object =
        new JsonWriter()
            .beginObject()
            .member("layout", summary.layout())
            .member("fileBytes", summary.fileBytes())
            .member("streams", summary.streams())
            .member("rows", summary.rows())
            .member("hotBytes", summary.hotBytes())
            .member("pendingSegments", summary.pendingSegments())
            .member("pendingBytes", summary.pendingBytes())
            .member("objects", summary.objects())
            .member("objectBytes", summary.objectBytes())
            .member("garbageObjects", summary.garbageObjects())
            .member("segmentFloor", summary.segmentFloor());
    summary.storeId().ifPresent(id -> object.member("storeId", id));
    summary
        .mark()
        .ifPresent(mark ->
            object
                .name("mark")
                .beginObject()
                .member("reached", mark.reached())
                .member("segmentFloor", mark.segmentFloor())
                .member("clean", mark.clean())
                .endObject());
    return object.endObject();
  }
}
