package durablestreams.cli.client;

import durablestreams.cli.base.CliException;
import durablestreams.cli.base.ExitCode;
import durablestreams.cli.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Errors made of answers that refuse a request. */
public final class ReplyErrors {
  private static final int LONGEST = 300;

  private ReplyErrors() {}

  /** The error that the answer means. */
  static CliException of(Call call, Reply reply) {
    String code = code(reply);
    return new CliException(
        exitCode(reply.status(), code),
        code.isEmpty() ? "http_" + reply.status() : code,
        "cannot %s %s: %s (%s)"
            .formatted(
                call.what(),
                call.stream().name(),
                message(call, reply),
                code.isEmpty() ? reply.status() : reply.status() + " " + code));
  }

  private static ExitCode exitCode(int status, String code) {
    if (code.equals("producer_epoch_stale")) {
      return ExitCode.CONFLICT;
    }
    return switch (status) {
      case 400 -> ExitCode.WRONG_USAGE;
      case 401, 403 -> ExitCode.NOT_ALLOWED;
      case 404, 410 -> ExitCode.NOT_FOUND;
      case 409 -> ExitCode.CONFLICT;
      case 408, 429, 502, 503, 504 -> ExitCode.UNREACHABLE;
      default -> ExitCode.FAILED;
    };
  }

  /** The server's word for the error; empty when it says none. */
  private static String code(Reply reply) {
    String said = Json.string(error(reply), "code");
    return said.isEmpty() && reply.body().length == 0 ? codeByStatus(reply.status()) : said;
  }

  /** The code of errors that come without a body, as answers to HEAD do. */
  private static String codeByStatus(int status) {
    return switch (status) {
      case 401 -> "unauthenticated";
      case 403 -> "forbidden";
      case 404 -> "stream_not_found";
      case 410 -> "stream_gone";
      default -> "";
    };
  }

  private static Map<String, Object> error(Reply reply) {
    return Json.object(reply.body()).map(object -> Json.member(object, "error")).orElse(Map.of());
  }

  private static String message(Call call, Reply reply) {
    String said = Json.string(error(reply), "message");
    if (said.isEmpty()) {
      said = new String(reply.body(), StandardCharsets.UTF_8).strip();
    }
    said = said.replaceAll("\\s+", " ");
    if (said.isEmpty() || said.startsWith("<") || call.method().equals("HEAD")) {
      said = byStatus(reply.status());
    }
    return said.length() > LONGEST ? said.substring(0, LONGEST) + "…" : said;
  }

  /** For answers without a body, as those to HEAD are. */
  private static String byStatus(int status) {
    return switch (status) {
      case 401 -> "the server asks for credentials: use --token or STREAM_AUTH";
      case 403 -> "the credentials do not allow this";
      case 404 -> "there is no such stream";
      case 410 -> "it was deleted, and lives on only in its forks";
      case 429, 503 -> "the server is busy";
      default -> "the server refuses it";
    };
  }
}
