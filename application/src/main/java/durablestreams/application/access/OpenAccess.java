package durablestreams.application.access;

/** Access policy that allows every request. */
record OpenAccess() implements AccessPolicy {

  private static final Access GRANTED = new Access.Granted(Caller.ANONYMOUS, true);

  @Override
  public Access decide(AccessRequest request) {
    return GRANTED;
  }

  @Override
  public boolean guardsReads() {
    return false;
  }
}
