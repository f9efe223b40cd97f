package durablestreams.cli.transfer;

/**
 * Part of the content of an export: the body of one answer.
 *
 * @param offset where it began in the exported stream
 * @param nextOffset where it ended
 */
public record ExportPage(String offset, String nextOffset, byte[] body) {}
