import { defineConfig } from "prisma/config";

/** For Prisma's own tools only. The application reads its addresses through lib/env.ts. */
export default defineConfig({
  schema: "schema.prisma",
  migrations: { path: "migrations" },
  datasource: { url: process.env.DATABASE_MIGRATE_URL ?? process.env.DATABASE_URL ?? "postgresql://localhost/unset" },
});
