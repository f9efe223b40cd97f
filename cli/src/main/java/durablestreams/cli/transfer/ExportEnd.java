package durablestreams.cli.transfer;

/**
 * Last line of an export: totals and checksum of its stream.
 *
 * @param bytes of all pages
 * @param sha256 of everything before the line with it, in hexadecimal
 */
public record ExportEnd(String nextOffset, boolean closed, long pages, long bytes, String sha256) {}
