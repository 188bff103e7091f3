/**
 * The style of the page. Blue and orange are told apart by most colour-blind readers (Okabe and Ito), and each goes with
 * a sign and a kind of border. Text has a contrast of at least 4.5 to 1 in both schemes.
 */
export const style = `
:root {
  color-scheme: light dark;
  --page: #fcfcfb; --card: #ffffff; --ink: #1b1d21; --dim: #585d66; --line: #d9dbdf; --head: #f2f3f5; --focus: #1a5fb4;
  --yes: #dceefa; --yes-ink: #073b5c; --yes-line: #0072b2;
  --no: #fce2d4; --no-ink: #6e2600; --no-line: #c94f00;
  --unknown: #f3efdc; --unknown-ink: #4d4312; --unknown-line: #8d7b22;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14161a; --card: #1c1f24; --ink: #e8eaed; --dim: #a4abb6; --line: #363b44; --head: #23272e; --focus: #8ab8f5;
    --yes: #10324a; --yes-ink: #cfe8fa; --yes-line: #4aa8e0;
    --no: #4a1f0a; --no-ink: #ffdcc9; --no-line: #f08a4b;
    --unknown: #37300f; --unknown-ink: #f3e8b6; --unknown-line: #c9b458;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
main { --room: calc(100vw - 2 * clamp(1rem, 3vw, 3rem) - 3.5rem); padding: 1.5rem clamp(1rem, 3vw, 3rem) 12rem; width: max-content; min-width: 100%; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 0; overflow-wrap: anywhere; }
h3 { font-size: .95rem; margin: 1rem 0 .25rem; }
p { margin: .25rem 0; max-width: min(110ch, var(--room)); }
a { color: inherit; }
code, .mono { font-family: ui-monospace, 'SFMono-Regular', Menlo, Consolas, monospace; font-size: .88em; overflow-wrap: anywhere; }
.dim { color: var(--dim); font-weight: 400; }
.small { font-size: .85rem; }
.bar { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; align-items: center; margin: 1rem 0; max-width: var(--room); }
.key { display: inline-flex; gap: .4rem; align-items: center; }
.sign { display: inline-grid; place-items: center; width: 1.45em; height: 1.45em; flex: none; border-radius: .3em; border: 1.5px solid; font-weight: 700; line-height: 1; }
.yes { background: var(--yes); color: var(--yes-ink); border-color: var(--yes-line); }
.no { background: var(--no); color: var(--no-ink); border-color: var(--no-line); }
.unknown { background: var(--unknown); color: var(--unknown-ink); border-color: var(--unknown-line); border-style: dashed; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.25rem; margin: 1.25rem 0; min-width: 100%; width: max-content; scroll-margin-top: 1rem; }
.title { display: flex; gap: .6rem; align-items: center; }
table { border-collapse: separate; border-spacing: 0; margin: .75rem 0 0; }
th, td { text-align: left; vertical-align: top; padding: .5rem .7rem; border: 0 solid var(--line); border-width: 0 1px 1px 0; max-width: 26rem; }
tr > :first-child { border-left-width: 1px; }
thead th { position: sticky; top: 0; z-index: 2; background: var(--head); border-top-width: 1px; font-weight: 600; }
tbody th, thead th:first-child { position: sticky; left: 0; z-index: 1; background: var(--head); font-weight: 600; min-width: 11rem; }
thead th:first-child { z-index: 3; }
td.none { background: repeating-linear-gradient(-45deg, transparent 0 7px, var(--line) 7px 8px); opacity: .6; }
.grid tbody th { max-width: 17rem; }
.grid td { padding: .35rem; min-width: 12rem; }
.mount { position: relative; display: grid; grid-template-columns: auto 1fr; gap: .15rem .5rem; padding: .5rem .6rem; border-width: 1.5px; border-style: solid; border-radius: .45rem; cursor: help; }
.mount + .mount { margin-top: .35rem; }
.mount.unknown { border-style: dashed; }
.mount > .sign { background: none; }
.mount > .answers { grid-column: 2; font-size: .82rem; }
.mount > .place { font-weight: 600; }
.mount:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.why { display: none; position: absolute; z-index: 10; top: calc(100% - 2px); left: -1.5px; width: min(36rem, calc(100vw - 5rem)); padding: .8rem 1rem; background: var(--card); color: var(--ink); border: 1.5px solid var(--ink); border-radius: .5rem; box-shadow: 0 6px 24px #0005; cursor: auto; font-size: .88rem; }
.end .why { left: auto; right: -1.5px; }
.mount:hover, .mount:focus { z-index: 11; }
.mount:hover > .why, .mount:focus > .why, .mount:focus-within > .why { display: block; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem .8rem; margin: 0; }
dt { color: var(--dim); }
section > dl { margin-top: .6rem; }
dd { margin: 0; overflow-wrap: anywhere; }
dd > div + div { margin-top: .3rem; }
ul { margin: .25rem 0; padding-left: 1.2rem; max-width: min(110ch, var(--room)); }
li { overflow-wrap: anywhere; }
.chosen { font-weight: 600; }
.chosen::before { content: '→ '; }
.tag { font-size: .75rem; font-weight: 400; border: 1px solid var(--line); border-radius: 1em; padding: 0 .5em; }
.risk { display: inline-flex; gap: .4rem; align-items: center; white-space: nowrap; }
.matrix { max-width: var(--room); }
.matrix td:nth-child(5) { min-width: 12rem; }
.matrix .chosen { font-weight: 400; }
.matrix .remedy { max-width: none; min-width: 18rem; overflow-wrap: anywhere; }
body:has(#trouble:checked) .works { display: none; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media print {
  body { font-size: 10pt; background: none; }
  main { padding: 0; width: auto; }
  section { break-inside: avoid; width: auto; border-color: #999; }
  .filter { display: none; }
  .matrix { width: 100%; max-width: 100%; font-size: 9pt; }
  .matrix td:nth-child(5), .matrix .remedy { min-width: 0; }
  .mount, .sign, thead th, tbody th { print-color-adjust: exact; }
  thead th, tbody th, thead th:first-child { position: static; }
  .why { display: block; position: static; grid-column: 1 / -1; width: auto; border: 0; border-top: 1px solid; border-radius: 0; box-shadow: none; padding: .4rem 0 0; background: none; color: inherit; font-size: 8.5pt; }
}
`
