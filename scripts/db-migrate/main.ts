import { say } from "../bootstrap/steps.mjs";
import { applyMigrations } from "../database/migrate.ts";
import { withOperatorDatabase } from "../database/operator.ts";

await withOperatorDatabase(async (databaseUrl) => {
  const { applied } = await applyMigrations({ databaseUrl });
  say(applied.length === 0 ? "The database has every migration already." : `Applied:\n${applied.map((name) => `  ${name}`).join("\n")}`);
});
