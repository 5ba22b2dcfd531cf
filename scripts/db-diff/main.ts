import { relative } from "node:path";
import { repository } from "../bootstrap/paths.mjs";
import { say } from "../bootstrap/steps.mjs";
import { diffSchema, writeMigration } from "../database/diff.ts";
import { beginLifetime } from "../process/lifetime.ts";
import { startThrowAwayCluster } from "../test/test-cluster.ts";

// The migrations are replayed in a cluster of its own, which is thrown away: the database of nobody is touched.
const lifetime = beginLifetime({ interruptedExitCode: 130 });
try {
  const name = process.argv.slice(2).join(" ");
  const cluster = await lifetime.own(startThrowAwayCluster());
  const sql = await diffSchema(cluster.adminUrl);
  if (sql === undefined) say("No difference: the migrations lead to prisma/schema.prisma.");
  else {
    say(`Written: ${relative(repository, writeMigration(name, sql, new Date()))}`);
    say("Read it, add by hand what the schema cannot say, then apply it: npm run db:migrate");
  }
  await lifetime.stop(0);
} catch (error) {
  await lifetime.fail(error);
}
