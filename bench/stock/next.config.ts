import type { NextConfig } from "next";

/** As `create-next-app` leaves it, but that its packages are those of the repository, which lies elsewhere. */
const config: NextConfig = { typescript: { ignoreBuildErrors: true }, turbopack: { root: process.env.STOCK_ROOT ?? "/" } };

export default config;
