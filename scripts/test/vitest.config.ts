import { defineConfig } from "vitest/config";
import { repository } from "../bootstrap/paths.mjs";

const notOurs = ["**/node_modules/**", "**/.next*/**", "**/.test*/**", "**/.data*/**"];

const shared = {
  root: repository,
  pool: "forks" as const,
  // A crowded machine is no failure; what hangs is found all the same.
  testTimeout: 20_000,
  hookTimeout: 30_000,
  setupFiles: ["scripts/test/quiet-console.ts"],
  // Auth.js imports "next/server" without its file ending, which plain Node does not resolve.
  server: { deps: { inline: ["next-auth", "@auth/core"] } },
};

export default defineConfig({
  root: repository,
  test: {
    projects: [
      { test: { ...shared, name: "unit", include: ["**/*.test.{ts,tsx}"], exclude: [...notOurs, "**/*.db.test.ts"] } },
      // A project of its own: the cluster is only started when a database test is among the chosen files.
      { test: { ...shared, name: "database", include: ["**/*.db.test.ts"], exclude: notOurs, globalSetup: ["scripts/test/global-setup.ts"] } },
    ],
  },
});
