// Types and descriptions: steps.d.mts.
// What a program reads is alone on standard output.
const out = process.argv.includes("--json") ? process.stderr : process.stdout;
const terminal = Boolean(out.isTTY) && process.env.CI === undefined;
const mentionAfterMilliseconds = 5000;
const running = new Map();
let timer;

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

function draw() {
  if (!terminal) return;
  const [first] = running.values();
  const line = first === undefined ? "" : `  … ${[...running.keys()].join(", ")} (${seconds(first)})`;
  out.write(`\r\u001B[K${line.slice(0, (out.columns ?? 80) - 1)}`);
}

export function say(text) {
  if (terminal) out.write("\r\u001B[K");
  out.write(`${text}\n`);
  draw();
}

function begin(label) {
  running.set(label, Date.now());
  if (terminal) timer ??= setInterval(draw, 200);
  draw();
  return setTimeout(() => terminal || say(`  … ${label}`), mentionAfterMilliseconds);
}

function end(label, mark, mention, detail = "") {
  const since = running.get(label);
  running.delete(label);
  clearTimeout(mention);
  if (running.size === 0) {
    clearInterval(timer);
    timer = undefined;
  }
  say(`  ${mark} ${label.padEnd(30)} ${seconds(since).padStart(8)}${detail && `  ${detail}`}`);
}

export async function step(label, run, describe = () => "") {
  const mention = begin(label);
  try {
    const result = await run();
    end(label, "✓", mention, describe(result));
    return result;
  } catch (error) {
    end(label, "✗", mention, error.detail);
    throw error;
  }
}
