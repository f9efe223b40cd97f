package durablestreams.adapters.auth;

/** Keys from a file, which may be replaced while the server runs. */
record JwksFile(ReloadedFile<KeySet> file) implements KeySource {

  @Override
  public KeySet current() {
    return file.current();
  }

  @Override
  public KeySet newerThan(KeySet known) {
    return file.current();
  }
}
