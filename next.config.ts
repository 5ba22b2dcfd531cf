import type { NextConfig } from "next";

/**
 * The build needs no secret and no database. `NEXT_DIST_DIR` lets the tests build beside a running site.
 * Headers are set by middleware.ts (pages) and server/ (everything), so that the nonce is in one place.
 * Node reads this file itself, as server/main.ts asks for: nothing but types may be in it that is not plain JavaScript.
 */
const config: NextConfig = {
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  poweredByHeader: false,
  reactStrictMode: true,
  // Our listener compresses nothing it does not have to; Next's own gzip stays on.
  compress: true,
  devIndicators: false,
  productionBrowserSourceMaps: false,
  serverExternalPackages: ["pg", "pg-boss", "pino", "prom-client", "nodemailer", "rate-limiter-flexible", "@node-rs/argon2", "@node-rs/bcrypt", "@zxcvbn-ts/core", "@zxcvbn-ts/language-common", "@zxcvbn-ts/language-en"],
  images: { unoptimized: true },
  // A page is loaded when somebody first asks for it: all of them, most in several copies, are 20 MB.
  experimental: { preloadEntriesOnStart: false },
  // Types are checked by `npm test`, tests included; the build on a shop's machine only builds.
  typescript: { ignoreBuildErrors: true },
};

export default config;
