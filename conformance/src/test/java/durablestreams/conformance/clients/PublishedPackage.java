package durablestreams.conformance.clients;

import java.util.List;

/** A package of npm that builds on the TypeScript client, and the script that uses it. */
enum PublishedPackage {
  AI_SDK(script("clients/packages", "node ai-sdk.mjs"), "/v1/stream/ai-sdk"),
  TANSTACK_AI(script("clients/packages", "node tanstack-ai.mjs"), "/v1/stream/tanstack-ai"),
  STATE(script("clients/packages", "node state.mjs"), "/v1/stream/state"),
  YJS(script("../examples/yjs", "node sync.mjs --restart"), "");

  private final ClientScript script;
  private final String path;

  PublishedPackage(ClientScript script, String path) {
    this.script = script;
    this.path = path;
  }

  private static ClientScript script(String folder, String command) {
    String install = "npm ci --ignore-scripts --no-audit --no-fund --loglevel=error";
    return new ClientScript("npm", folder, List.of(install), command);
  }

  ClientScript script() {
    return script;
  }

  /** What the script's argument is, after the address of the server. */
  String path() {
    return path;
  }
}
