const refusals = {
  claimed_by_other: "this database belongs to another installation. Use one of its own, or set ALLOW_DATABASE_CLAIM=true to take it over.",
  not_migrated: "this database has no tables yet. Run npm run db:migrate first.",
};

/**
 * Next.js calls this once when the process starts to serve. Here and not in the listener, so that it also runs under
 * plain `next start`, and with the same copies of modules as the pages.
 * @see https://nextjs.org/docs/app/api-reference/file-conventions/instrumentation
 */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs" || process.env.NEXT_PHASE === "phase-production-build") return;
  const [{ offerSignInRoutes }, { sessionJson }, { formTargets }, { joinGuest, noteOwnNotice, sweepers, workers }, { env }, { watchFormFaults }, { offerDirectAnswer }, { startBackground }, { amazonHealthWatcher }, { startFeed }, { sessionWatcher }] = await Promise.all([
    import("#lib/auth/direct-routes.ts"),
    import("#lib/auth/session-answer.ts"),
    import("#lib/auth/switched-on.ts"),
    import("#lib/composition.ts"),
    import("#lib/env.ts"),
    import("#lib/events/form-faults.ts"),
    import("#lib/http/direct-answer.ts"),
    import("#lib/jobs/background.ts"),
    import("#lib/amazon-health/process.ts"),
    import("#lib/db/feed.ts"),
    import("#lib/sessions/change-feed.ts"),
  ]);
  offerDirectAnswer("/api/auth/session", sessionJson);
  offerSignInRoutes(joinGuest);
  // So that the policy of the first page knows where an OpenID provider has its own.
  formTargets();
  watchFormFaults();
  await startBackground(env(), { sweepers, workers }, (reason) => {
    process.stderr.write(`DATABASE_URL: ${refusals[reason]}\n`);
    process.exit(1);
  });
  // So that the notice soon says since when it stands. Nobody waits for it: in an outage the next minute does it.
  void noteOwnNotice().catch(() => undefined);
  startFeed(env().DATABASE_URL, [amazonHealthWatcher(), ...(env().SESSION_CACHE ? [sessionWatcher()] : [])]);
}
