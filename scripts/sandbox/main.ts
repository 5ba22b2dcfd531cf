import { say } from "../bootstrap/steps.mjs";
import { loadEnvFile } from "../start/settings.ts";

// The sandbox Amazon alone, for a site that runs elsewhere. SANDBOX_PORT, SANDBOX_CLIENTS and SANDBOX_REGION say where,
// for whom and which part it plays.
loadEnvFile();
say("Its control room is the page /_sandbox; docs/sandbox.md says how to connect a project. Ctrl-C ends it.");
await import("#sandbox/amazon/main.ts");
