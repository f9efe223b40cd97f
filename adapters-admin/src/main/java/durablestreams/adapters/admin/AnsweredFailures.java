package durablestreams.adapters.admin;

import durablestreams.application.DamagedException;
import durablestreams.application.InDoubtException;
import durablestreams.application.OverloadedException;
import durablestreams.application.UnavailableException;
import durablestreams.application.memory.ExceedsMemoryException;
import durablestreams.application.memory.InsufficientMemoryException;

/** Answers to failures that an operator can act on; all others are errors of the server. */
final class AnsweredFailures {

  private AnsweredFailures() {}

  static AdminResponse answer(AdminRoute.Handler handler, AdminRequest request) {
    try {
      return handler.answer(request);
    } catch (AdminProblem e) {
      return e.response();
    } catch (OverloadedException | InsufficientMemoryException | UnavailableException e) {
      return AdminResponse.error(503, "unavailable", String.valueOf(e.getMessage()));
    } catch (ExceedsMemoryException e) {
      return AdminResponse.error(413, "body_too_large", String.valueOf(e.getMessage()));
    } catch (InDoubtException e) {
      return AdminResponse.error(
          500, "outcome_unknown", "whether this was stored is not known: " + e.getMessage());
    } catch (DamagedException e) {
      return AdminResponse.error(500, "data_damaged", String.valueOf(e.getMessage()));
    }
  }
}
