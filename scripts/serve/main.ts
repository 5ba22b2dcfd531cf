import { existsSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../bootstrap/paths.mjs";

// Production: this process becomes the web process, so that signals and memory are its own. Everything comes from the
// environment; nothing is read from files, stood in for or made up.
const distDir = process.env.NEXT_DIST_DIR || ".next";
if (!existsSync(join(repository, distDir, "BUILD_ID"))) {
  process.stderr.write(`There is no finished build in ${distDir}.\nWhat to do: run npm run build first.\n`);
  process.exit(1);
}
Object.assign(process.env, { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", SIWA_EXIT_WITH_PARENT: "1" });
await import("#server/main.ts");
