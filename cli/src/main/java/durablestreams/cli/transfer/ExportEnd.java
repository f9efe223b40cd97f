package durablestreams.cli.transfer;

/**
 * What an export says of its stream after the content.
 *
 * @param bytes of all pages
 * @param sha256 of everything before the line with it, in hexadecimal
 */
public record ExportEnd(String nextOffset, boolean closed, long pages, long bytes, String sha256) {}
