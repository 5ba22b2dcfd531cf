import { loadEnvFile } from "../start/settings.ts";

// The sandbox Amazon alone, for a site that runs elsewhere. SANDBOX_PORT and SANDBOX_CLIENTS say where and for whom.
loadEnvFile();
await import("#sandbox/amazon/main.ts");
