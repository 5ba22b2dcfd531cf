/** The one style sheet of the stand-ins' pages: neutral, light and dark, no outside fonts or images. */
export const styles = `
:root { color-scheme: light dark; --ground: #f4f5f7; --card: #ffffff; --text: #1d2330; --quiet: #525c6e;
  --line: #c9cfda; --edge: #6f7a8e; --strong: #3a3f9e; --on-strong: #ffffff; --band: #2d2f6b; --on-band: #ffffff; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #14161c; --card: #1e212a; --text: #eceef3; --quiet: #aab2c2; --line: #444b5c; --edge: #8b94a7;
    --strong: #b9bdff; --on-strong: #15173a; --band: #b9bdff; --on-band: #15173a; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
.band { margin: 0; padding: .6rem 1rem; background: var(--band); color: var(--on-band); text-align: center; font-weight: 600; }
main { flex: 1; width: 100%; max-width: 34rem; margin: 0 auto; padding: 1.5rem 1rem 2rem; }
footer { padding: 1rem; text-align: center; color: var(--quiet); font-size: .9rem; }
footer a { margin: 0 .5rem; }
.art { display: block; width: 4rem; height: 4rem; margin: 0 0 1rem; color: var(--strong); }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 1.75rem 0 .5rem; font-size: 1.1rem; }
p { margin: 0 0 1rem; }
.quiet { color: var(--quiet); }
a { color: var(--strong); }
.way-on a { display: inline-block; padding: .25rem 0; }
ul.plain { list-style: none; margin: 0; padding: 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .9rem 1rem; margin: 0 0 .75rem; }
.card p { margin: .4rem 0 0; font-size: .9rem; color: var(--quiet); }
.card h2, .card h3 { margin: 0; }
h3 { margin: 1.25rem 0 .5rem; font-size: 1rem; }
.card > dl { margin-top: .5rem; }
.card > dl:first-child { margin-top: 0; }
.card p + form { margin-top: .75rem; }
form { margin: 0; }
button { display: block; width: 100%; min-height: 2.75rem; padding: .5rem 1rem; border: 1px solid var(--strong);
  border-radius: .5rem; background: transparent; color: var(--strong); font: inherit; font-weight: 600; cursor: pointer; }
button.strong { background: var(--strong); color: var(--on-strong); }
button:hover { text-decoration: underline; }
:focus-visible { outline: 3px solid var(--strong); outline-offset: 2px; }
.field { display: block; margin: 0 0 .9rem; font-weight: 600; }
.hint { font-weight: 400; font-size: .9rem; color: var(--quiet); }
input:not([type=checkbox]), select, textarea { display: block; width: 100%; min-height: 2.75rem; margin-top: .25rem; padding: .5rem .75rem;
  border: 1px solid var(--edge); border-radius: .5rem; background: var(--card); color: var(--text); font: inherit; font-weight: 400; }
.tick { display: flex; align-items: center; gap: .6rem; min-height: 2.75rem; font-weight: 600; }
.tick input { flex: none; width: 1.5rem; height: 1.5rem; margin: 0; accent-color: var(--strong); }
details { margin: .25rem 0; }
.card details { margin: .25rem 0 -.6rem; }
.card details[open] { margin-bottom: 0; }
ul.plain + form, ul.plain + details { margin-top: .75rem; }
summary { min-height: 2.75rem; padding: .6rem 0; color: var(--strong); font-weight: 600; cursor: pointer; }
details > form + form { margin-top: .75rem; }
code { font: .9rem/1.5 ui-monospace, monospace; }
.choices { display: grid; gap: .75rem; margin: 1.25rem 0; }
@media (min-width: 30rem) { .choices { grid-template-columns: 1fr 1fr; } }
dl { margin: 0; }
dt { font-size: .9rem; color: var(--quiet); }
dd { margin: 0 0 .75rem; }
dd:last-child { margin-bottom: 0; }
pre { margin: 0; white-space: pre-wrap; font: .95rem/1.5 ui-monospace, monospace; }
iframe { width: 100%; height: 32rem; border: 1px solid var(--line); border-radius: .6rem; background: #ffffff; }
`;
