import type { Claim } from "../db/claim.ts";
import type { MigrationStatus } from "../db/migrations.ts";
import type { Env, EnvFault } from "../env.ts";
import type { NoticeFileProblem } from "../privacy/operator-notice.ts";
import type { AmazonFacts } from "./amazon-answers.ts";
import type { ProbeSight } from "./probe.ts";

export type Variables = Readonly<Record<string, string | undefined>>;

/** When something of an installation was first and last seen, by the clock of the database. */
export type Observation = { firstAt: Date; lastAt: Date };

export type DatabaseFacts = {
  version: string;
  /** By the clock of the database. */
  now: Date;
  /** This machine's clock less the database's. */
  clockOffsetMilliseconds: number;
  /** The role owns the tables, or may do whatever their owner may. */
  owner: boolean;
  encrypted: boolean;
  /** It is on this machine, so that nobody listens on the way. */
  local: boolean;
  migrations: MigrationStatus;
  /** What lies in its tables; only where all migrations are applied. */
  inside?: {
    claim: Claim | undefined;
    observations: ReadonlyMap<string, Observation>;
    /** How many tokens are stored under each key; undefined where counting took too long. */
    tokensByKey: ReadonlyMap<string, number> | undefined;
    /** The proved addresses among those of OPS_EMAILS, in canonical form, and whether their users have a passkey or a password. */
    operators: ReadonlyMap<string, boolean>;
  };
};

/** What came of asking the site at its own address. */
export type SiteFacts =
  | { kind: "silent"; reason: string; certificate: boolean; /** It answers, but does not speak TLS where https is asked for. */ plain: boolean }
  | { kind: "redirects"; origin: string }
  | { kind: "elsewhere" }
  | { kind: "ours"; sight: ProbeSight; cookie: string; policies: string[] };

export type MailFacts = { kind: "fine"; encrypted: boolean } | { kind: "unreachable" | "login_refused" | "certificate" | "plain"; reason: string };

/** A file or folder beside the site. */
export type FileFacts = { file: string; readableByOthers: boolean };

/** What the doctor knows of an installation. What is undefined was not asked. */
export type Facts = {
  nodeVersion: string;
  copies: ReadonlyMap<string, readonly string[]>;
  /** As they were set, with what `npm start` stands in for. */
  variables: Variables;
  env: Env | undefined;
  faults: readonly EnvFault[];
  /** What only runs with `npm start`, which does not. */
  missing: ReadonlySet<"database" | "mailbox" | "sandbox">;
  database: DatabaseFacts | { unreachable: string } | undefined;
  site: SiteFacts | undefined;
  mail: MailFacts | undefined;
  files: readonly FileFacts[];
  /** Why PRIVACY_NOTICE_FILE cannot be used. */
  noticeProblem: NoticeFileProblem | undefined;
  freeMegabytes: number | undefined;
  amazon: AmazonFacts | undefined;
};
