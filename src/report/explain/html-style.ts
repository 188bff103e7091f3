/**
 * The style of the page. Blue and orange are told apart by most colour-blind readers (Okabe and Ito), and each goes with
 * a sign and a kind of border. Text has a contrast of at least 4.5 to 1 in both schemes. Paper is light.
 */
export const style = `
:root {
  color-scheme: light;
  --page: #f7f7f5; --card: #ffffff; --ink: #1b1d21; --dim: #585d66; --line: #d9dbdf; --head: #f2f3f5; --focus: #1a5fb4;
  --yes: #e6f2fb; --yes-ink: #073b5c; --yes-line: #0072b2;
  --no: #fdeadf; --no-ink: #6e2600; --no-line: #c94f00;
  --unknown: #f6f2e0; --unknown-ink: #4d4312; --unknown-line: #8d7b22;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    color-scheme: dark;
    --page: #14161a; --card: #1c1f24; --ink: #e8eaed; --dim: #a4abb6; --line: #363b44; --head: #23272e; --focus: #8ab8f5;
    --yes: #10293a; --yes-ink: #cfe8fa; --yes-line: #4aa8e0;
    --no: #3d1d0d; --no-ink: #ffdcc9; --no-line: #f08a4b;
    --unknown: #2e2a14; --unknown-ink: #f3e8b6; --unknown-line: #c9b458;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
main, footer { max-width: 110rem; margin: 0 auto; padding: 1.5rem clamp(.75rem, 3vw, 3rem); }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 0; overflow-wrap: anywhere; }
h3 { font-size: .95rem; margin: 1rem 0 .25rem; }
p { margin: .25rem 0; max-width: 110ch; overflow-wrap: anywhere; }
a { color: inherit; }
code, .mono { font-family: ui-monospace, 'SFMono-Regular', Menlo, Consolas, monospace; font-size: .88em; overflow-wrap: anywhere; }
.dim { color: var(--dim); font-weight: 400; }
.small { font-size: .85rem; }
.bar { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; align-items: center; margin: 1rem 0; }
.key { display: inline-flex; gap: .4rem; align-items: center; min-height: 1.6rem; }
.filter { margin-left: auto; font-weight: 600; cursor: pointer; }
.sign { display: inline-grid; place-items: center; width: 1.45em; height: 1.45em; flex: none; border-radius: .3em; border: 1.5px solid; font-weight: 700; line-height: 1; }
.yes { background: var(--yes); color: var(--yes-ink); border-color: var(--yes-line); }
.no { background: var(--no); color: var(--no-ink); border-color: var(--no-line); }
.unknown { background: var(--unknown); color: var(--unknown-ink); border-color: var(--unknown-line); border-style: dashed; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.25rem; margin: 1.25rem 0; scroll-margin-top: 1rem; }
.title { display: flex; gap: .6rem; align-items: center; }
.scroll { position: relative; overflow-x: auto; margin: .75rem 0 0; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
table { border-collapse: separate; border-spacing: 0; }
th, td { text-align: left; vertical-align: top; padding: .5rem .7rem; border: 0 solid var(--line); border-width: 0 1px 1px 0; max-width: 26rem; overflow-wrap: anywhere; }
tr > :first-child { border-left-width: 1px; }
thead th { background: var(--head); border-top-width: 1px; font-weight: 600; }
tbody th, thead th:first-child { position: sticky; left: 0; z-index: 1; background: var(--head); font-weight: 600; min-width: 11rem; }
td.none { background: repeating-linear-gradient(-45deg, transparent 0 7px, var(--line) 7px 8px); }
.grid tbody th { max-width: 17rem; }
.grid td { padding: .35rem; min-width: 15rem; }
.grid td.none { min-width: 0; }
.label { display: none; }
.grid .label > :first-child { font-size: .95rem; font-weight: 600; color: var(--ink); }
.grid .label > .small { font-size: .82rem; }
.mount { padding: .5rem .6rem; border-width: 1.5px; border-style: solid; border-radius: .45rem; }
.mount + .mount { margin-top: .35rem; }
.mount.unknown { border-style: dashed; }
.mount p { margin-top: .4rem; font-size: .88rem; }
.answer { display: grid; grid-template-columns: auto 1fr; gap: .1rem .5rem; }
.answer > .sign { background: none; grid-row: span 2; }
.answers { font-size: .82rem; }
.place { font-weight: 600; }
summary { display: inline-block; min-height: 1.6rem; padding: .15rem 0; font-size: .82rem; text-decoration: underline dotted; text-underline-offset: .2em; cursor: pointer; }
summary::after { content: ' +'; }
[open] > summary::after { content: ' \\2212'; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .3rem .8rem; margin: 0; }
details dl { font-size: .85rem; }
dt { color: var(--dim); }
.mount dt { color: inherit; opacity: .85; }
section > dl { margin-top: .6rem; }
dd { margin: 0; overflow-wrap: anywhere; }
dd > div + div { margin-top: .3rem; }
ul { margin: .25rem 0; padding-left: 1.2rem; max-width: 110ch; }
li { overflow-wrap: anywhere; }
.chosen::before { content: '\\2192  '; }
.tag { font-size: .75rem; font-weight: 400; border: 1px solid var(--line); border-radius: 1em; padding: 0 .5em; }
.risk { display: inline-flex; gap: .4rem; align-items: center; white-space: nowrap; }
.matrix { width: 100%; }
.matrix th { overflow-wrap: break-word; }
.matrix td.of-risk, .matrix td.of-level { overflow-wrap: break-word; }
.matrix td { min-width: 6rem; }
.matrix td.of-writes { min-width: 11rem; }
.matrix thead th { white-space: nowrap; }
.matrix .remedy { min-width: 16rem; }
.remedy > div + div { margin-top: .3rem; }
.matrix td.of-fix { max-width: none; }
body:has(#trouble:checked) .works { display: none; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media screen and (max-width: 45rem) {
  table, tbody, tr, th, td { display: block; }
  section { padding: .75rem; }
  .filter { margin-left: 0; }
  thead, td.none { display: none; }
  tbody th, .grid tbody th { position: static; max-width: none; border-width: 1px; border-radius: .4rem .4rem 0 0; }
  th, td, .grid td, .matrix td { max-width: none; min-width: 0; border-width: 0 1px 1px; }
  tr + tr { margin-top: .75rem; }
  .label { display: block; font-size: .8rem; }
  .grid .label { margin-bottom: .25rem; }
  .matrix td.of-writes, .matrix .remedy { min-width: 0; }
  .matrix td { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); padding: .2rem .7rem; border: 0; }
  .matrix tr { border: 1px solid var(--line); border-radius: .4rem; padding-bottom: .4rem; }
  .matrix tbody th { border-width: 0 0 1px; }
  .matrix td > * { grid-column: 2; }
  .matrix td > .label { grid-column: 1; line-height: 1.7; }
  .matrix td.blank { display: none; }
}
@media print {
  html { font-size: 8.5pt; }
  body { font-size: 1rem; background: none; }
  main, footer { padding: 0; max-width: none; }
  section { padding: 0; border: 0; margin: 1.5rem 0; }
  h2, h3, .title, section > .small { break-after: avoid; }
  .filter, summary { display: none; }
  .scroll { overflow: visible; }
  .sign, .yes, .no, .unknown, th { print-color-adjust: exact; }
  details::details-content { content-visibility: visible; display: block; height: auto; }
  tbody th, thead th:first-child { position: static; min-width: 0; }
  .matrix { table-layout: fixed; font-size: .85rem; }
  .matrix tr { break-inside: avoid; }
  .matrix th, .matrix td { padding: .35rem .4rem; }
  .matrix td, .matrix td.of-writes, .matrix .remedy { min-width: 0; }
  .matrix th { overflow-wrap: anywhere; }
  .matrix thead th { white-space: normal; }
  .matrix thead th:first-child { width: 16%; }
  .matrix thead .of-fix { width: 32%; }
  .risk { white-space: normal; }
  .grid, .grid tbody, .grid th { display: block; }
  .grid thead, td.none { display: none; }
  .grid tr { display: grid; grid-template-columns: repeat(auto-fill, minmax(19rem, 1fr)); margin-top: .5rem; }
  .grid tbody th { grid-column: 1 / -1; max-width: none; border-width: 1px; }
  .grid tbody th { break-after: avoid; }
  .grid th > div { display: inline; margin-right: .6rem; }
  .grid td { max-width: none; min-width: 0; border-width: 0 1px 1px; }
  .grid .label { display: block; }
  .grid td, .mount { break-inside: avoid; }
}
`
