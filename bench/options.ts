import { parseArgs } from "node:util";

/** What can be measured, in the order in which it is. */
export const parts = ["speed", "sign-in", "memory", "statements", "forms", "vault", "hash", "breaker", "million", "soak"] as const;
export type Part = (typeof parts)[number];

/** What `npm run bench` was asked for. */
export type BenchOptions = {
  only: ReadonlySet<Part>;
  json: boolean;
  users: number;
  /** Of the speed: how long each address is loaded at a time, by how many connections. */
  seconds: number;
  connections: number;
  /** How often all contestants come in turn. */
  rounds: number;
  /** Sign-ins of each kind. */
  signIns: number;
  /** Of each kind for each form. */
  samples: number;
  /** Requests of each kind in a round of the memory's load. */
  requests: number;
  /** For so long Amazon fails three calls of five. */
  breakerSeconds: number;
  /** How many accounts' tokens end at once. */
  accounts: number;
  /** How long the soak goes on, in all. */
  minutes: number;
  /** The size of the large database. */
  million: { users: number; sessions: number };
};

/** What takes too long to be measured unless it is asked for. */
const onDemand: readonly Part[] = ["million", "breaker", "soak"];

const isPart = (name: string): name is Part => (parts as readonly string[]).includes(name);

function chosenParts(only: string | undefined, million: boolean): Set<Part> {
  if (only === undefined) return new Set(parts.filter((part) => !onDemand.includes(part) || (million && part === "million")));
  const names = only.split(",").filter((name) => name !== "");
  const unknown = names.filter((name) => !isPart(name));
  if (unknown.length > 0) throw new Error(`There is no part called ${unknown.join(", ")}; --only takes some of ${parts.join(",")}.`);
  return new Set([...names.filter(isPart), ...(million ? (["million"] as const) : [])]);
}

/**
 * Reads the arguments of `npm run bench -- …`; docs/benchmarks.md lists them.
 * @throws Error for what it does not know
 */
export function benchOptions(args: string[]): BenchOptions {
  const text = (fallback: string) => ({ type: "string" as const, default: fallback });
  const { values } = parseArgs({
    args,
    options: {
      only: { type: "string" },
      million: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      users: text("10000"),
      seconds: text("5"),
      connections: text("16"),
      rounds: text("3"),
      "sign-ins": text("200"),
      samples: text("500"),
      requests: text("2000"),
      "breaker-seconds": text("120"),
      accounts: text("2000"),
      minutes: text("60"),
      "million-users": text("1000000"),
      "million-sessions": text("10000000"),
    },
  });
  const number = (name: Exclude<keyof typeof values, "only" | "million" | "json">) => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} takes a whole number of 1 or more.`);
    return value;
  };
  return {
    only: chosenParts(values.only, values.million),
    json: values.json,
    users: number("users"),
    seconds: number("seconds"),
    connections: number("connections"),
    rounds: number("rounds"),
    signIns: number("sign-ins"),
    samples: number("samples"),
    requests: number("requests"),
    breakerSeconds: number("breaker-seconds"),
    accounts: number("accounts"),
    minutes: number("minutes"),
    million: { users: number("million-users"), sessions: number("million-sessions") },
  };
}
