package durablestreams.application.access;

/** Request of a client, as far as a policy may look at it besides the credentials. */
public interface ClientRequest {

  /** Call from within the process: no HTTP request. */
  ClientRequest IN_PROCESS =
      new ClientRequest() {
        @Override
        public String method() {
          return "";
        }

        @Override
        public String target() {
          return "";
        }

        @Override
        public String address() {
          return "";
        }
      };

  /** The HTTP method, such as {@code GET}; empty for a call from within the process. */
  String method();

  /**
   * Path and query of the URL as the client sent them, such as {@code /v1/stream/a?offset=-1},
   * neither decoded nor normalised; empty for a call from within the process. The name to decide on
   * is {@link AccessRequest#stream()}: one stream has many spellings in a URL.
   */
  String target();

  /**
   * Address of the client, without a port, as trusted proxies pass it on; empty for a call from
   * within the process.
   */
  String address();
}
