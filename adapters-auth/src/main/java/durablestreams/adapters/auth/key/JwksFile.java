package durablestreams.adapters.auth.key;

import durablestreams.adapters.auth.json.ReloadedFile;

/** Keys from a file, which may be replaced while the server runs. */
public record JwksFile(ReloadedFile<KeySet> file) implements KeySource {

  @Override
  public KeySet current() {
    return file.current();
  }

  @Override
  public KeySet newerThan(KeySet known) {
    return file.current();
  }
}
