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
  const [{ sessionJson }, { formTargets }, { sweepers, workers }, { env }, { offerDirectAnswer }, { startBackground }, { startSessionFeed }] = await Promise.all([
    import("#lib/auth/session-answer.ts"),
    import("#lib/auth/switched-on.ts"),
    import("#lib/composition.ts"),
    import("#lib/env.ts"),
    import("#lib/http/direct-answer.ts"),
    import("#lib/jobs/background.ts"),
    import("#lib/sessions/change-feed.ts"),
  ]);
  offerDirectAnswer("/api/auth/session", sessionJson);
  // So that the policy of the first page knows where an OpenID provider has its own.
  formTargets();
  await startBackground(env(), { sweepers, workers }, (reason) => {
    process.stderr.write(`DATABASE_URL: ${refusals[reason]}\n`);
    process.exit(1);
  });
  if (env().SESSION_CACHE) startSessionFeed(env().DATABASE_URL);
}
