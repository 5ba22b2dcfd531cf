/** What any program needs to run at all; none of it is the operator's configuration. */
const common = ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "TEMP", "TMP", "SystemRoot", "TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "CI", "NODE_EXTRA_CA_CERTS", "APP_ENV"];

type Variables = Readonly<Record<string, string | undefined>>;

const toEnvironment = (variables: Variables): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined)) as NodeJS.ProcessEnv;

/** The environment of a program that must not see the configuration: what every program needs, and `own`. */
export function narrowEnvironment(own: Variables, source: Variables = process.env): NodeJS.ProcessEnv {
  return toEnvironment({ ...Object.fromEntries(common.map((name) => [name, source[name]])), ...own });
}

/** The environment of the web process: everything that the operator set, less what npm adds, and `own`. */
export function webEnvironment(own: Variables, source: Variables = process.env): NodeJS.ProcessEnv {
  const operators = Object.entries(source).filter(([name]) => !/^npm_/i.test(name));
  return toEnvironment({ ...Object.fromEntries(operators), NEXT_TELEMETRY_DISABLED: "1", ...own });
}
