/**
 * The page's style: one column of paper, ink and a single accent; figures in tabular digits; colours in pairs for light
 * and dark; what is assumed and what is simulated always in the same two colours.
 */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#f6f5f1, #0f1419);
  --card: light-dark(#ffffff, #171d24);
  --ink: light-dark(#14213d, #e8e6e0);
  --muted: light-dark(#626b7d, #95a0b0);
  --rule: light-dark(#e4e1d8, #2a323c);
  --accent: light-dark(#0b5d63, #5cc2c0);
  --gain: light-dark(#147a4b, #4fce8e);
  --loss: light-dark(#b3262e, #ff7b78);
  --open: light-dark(#8a5a00, #e6b34a);
  --assumed: light-dark(#5b4b9a, #b6a7f5);
  --simulated: light-dark(#a8421b, #ff9f6e);
  --seg-champions: light-dark(#0b5d63, #2f9c9c);
  --seg-loyal: light-dark(#2a8f7f, #46b8a4);
  --seg-regular: light-dark(#6bab8f, #7cc7a8);
  --seg-new: light-dark(#4f8fc9, #6aaee6);
  --seg-fading: light-dark(#d9b44a, #d9b44a);
  --seg-potential: light-dark(#e0913f, #e69a4c);
  --seg-at-risk: light-dark(#cf6244, #dc7356);
  --seg-lost: light-dark(#9c4256, #b9576c);
  --seg-inactive: light-dark(#7d8798, #7d8798);
  --seg-prospect: light-dark(#b4bac4, #59636f);
  --seg-other: light-dark(#c9c5ba, #454d57);
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.55 ui-sans-serif, system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans SC", sans-serif;
  font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%;
}
main { max-width: 1080px; margin: 0 auto; padding: 28px 24px 72px; }
h1, h2, h3, .big { font-family: ui-serif, "Iowan Old Style", Georgia, "Songti SC", "Noto Serif SC", SimSun, serif; font-weight: 600; letter-spacing: -0.01em; }
h1 { font-size: 42px; line-height: 1.1; margin: 2px 0 6px; }
h2 { font-size: 25px; line-height: 1.2; margin: 0; }
h3 { font-size: 19px; margin: 0; }
p { margin: 0; }
ul, ol { margin: 0; padding: 0; list-style: none; }
small { font-size: 12px; color: var(--muted); }
code { font: 12px/1.4 ui-monospace, SFMono-Regular, Consolas, monospace; overflow-wrap: anywhere; }
section { margin-top: 56px; }
section > header { margin-bottom: 16px; }
.hint { color: var(--muted); max-width: 76ch; margin-top: 4px; }
.label { color: var(--muted); font-size: 13px; }

.switches { display: flex; justify-content: flex-end; gap: 4px; padding: 12px 24px 0; max-width: 1080px; margin: 0 auto; }
.switches button { font: inherit; font-size: 13px; min-width: 36px; padding: 3px 10px; color: var(--muted); background: none; border: 1px solid transparent; border-radius: 99px; cursor: pointer; }
.switches button:hover { color: var(--ink); border-color: var(--rule); }
.switches button[aria-pressed="true"] { color: var(--ink); border-color: var(--rule); background: var(--card); }
button:focus-visible, input:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

.eyebrow { color: var(--accent); font-weight: 600; overflow-wrap: anywhere; }
.period { font-size: 17px; color: var(--muted); }
.flags { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 18px; }
.flag, .pill, .badge, .chip { border-radius: 99px; border: 1px solid currentColor; white-space: nowrap; }
.flag { font-size: 13px; padding: 3px 12px; color: var(--muted); white-space: normal; }
.flag.good { color: var(--gain); } .flag.bad { color: var(--loss); }
.assumed { color: var(--assumed); } .simulated { color: var(--simulated); }
.badge { display: inline-block; font-size: 11px; line-height: 1.35; padding: 0 7px; margin-left: 6px; font-weight: 500; vertical-align: 1px; }
.tiles { display: grid; grid-template-columns: repeat(5, 1fr); margin-top: 28px; border-block: 1px solid var(--rule); }
.tile { padding: 16px 18px; border-left: 1px solid var(--rule); }
.tile:first-child { border-left: 0; padding-left: 0; }
.tile .value { display: block; font-size: 26px; line-height: 1.2; font-weight: 600; }
.tile .label { display: block; }

.panel, .card { background: var(--card); border: 1px solid var(--rule); border-radius: 12px; padding: 20px 22px; }
.panel + .panel { margin-top: 16px; }
.scroll { overflow-x: auto; }
.cards, .funnels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 16px; }
.funnels .panel + .panel { margin-top: 0; }
.card { border-top: 4px solid var(--tone); }
.card.gain, .pill.gain { --tone: var(--gain); } .card.loss, .pill.loss { --tone: var(--loss); } .card.open, .pill.open { --tone: var(--open); }
.card > header { display: flex; justify-content: space-between; align-items: center; gap: 12px; margin-bottom: 14px; }
.pill { color: var(--tone); font-size: 13px; font-weight: 600; padding: 2px 12px; display: inline-block; }
.big { font-size: 40px; line-height: 1.15; margin-top: 2px; color: var(--tone); }
.big.none { font-size: 26px; color: var(--muted); }
.interval { color: var(--muted); }
.because { margin-top: 14px; font-weight: 500; }
.facts { margin-top: 12px; border-top: 1px solid var(--rule); color: var(--muted); font-size: 13.5px; }
.facts li { padding: 8px 0; border-bottom: 1px solid var(--rule); }
.facts li:last-child { border-bottom: 0; padding-bottom: 0; }

.chart svg { display: block; width: 100%; height: auto; }
.narrow { display: none; }

.split { display: flex; flex-wrap: wrap; gap: 4px 20px; color: var(--muted); margin: 6px 0 16px; } .split b { color: var(--ink); }
.step { display: grid; grid-template-columns: minmax(128px, 30%) 1fr 96px; gap: 12px; align-items: center; padding: 5px 0; }
.step .name .badge { margin-left: 0; margin-right: 4px; }
.step .name:has(.badge) { display: flex; flex-wrap: wrap; gap: 0 6px; align-items: center; }
.track { position: relative; height: 20px; border-radius: 4px; background: color-mix(in srgb, var(--rule) 55%, transparent); }
.bar { position: absolute; inset: 0 auto 0 0; min-width: 2px; border-radius: 4px; background: var(--accent); }
.bar.quiet { background: var(--seg-inactive); }
.mark { position: absolute; top: -4px; bottom: -4px; width: 0; border-left: 2px dashed var(--ink); }
.number { text-align: right; white-space: nowrap; }
.against { margin-top: 10px; padding-top: 10px; border-top: 1px solid var(--rule); color: var(--muted); } .against b { color: var(--ink); }

table { border-collapse: collapse; width: 100%; }
th { font-weight: 500; text-align: left; }
td { text-align: right; }
.statement th, .statement td { padding: 8px 0 8px 20px; border-bottom: 1px solid var(--rule); vertical-align: top; }
.statement th:first-child { padding-left: 0; }
.statement thead th { color: var(--muted); font-size: 13px; text-align: right; vertical-align: bottom; }
.statement thead th:first-child { text-align: left; }
.statement td small { display: block; }
.statement thead .pill { display: block; width: fit-content; margin: 4px 0 0 auto; }
.statement thead th[scope=col] { color: var(--ink); }
.statement tr.detail th { padding-left: 18px; color: var(--muted); }
.statement tr.sum th, .statement tr.sum td { font-weight: 650; border-bottom-color: var(--ink); }
.statement tbody tr:last-child > * { border-bottom: 0; }
.statement tr.sum small { font-weight: 400; }
.figure { white-space: nowrap; }
.checks { font-size: 14px; }
.checks td { white-space: nowrap; }
.checks tr.zero td:last-child { color: var(--gain); font-weight: 600; }
.checks tr.gap { color: var(--loss); font-weight: 600; }
.columns { display: grid; grid-template-columns: 1fr 2fr; gap: 16px; align-items: start; }
.columns .panel + .panel { margin-top: 0; }
.banner { padding: 12px 18px; border-radius: 10px; margin-bottom: 16px; font-weight: 600; border: 1px solid currentColor; background: color-mix(in srgb, currentColor 8%, transparent); }
.banner.good { color: var(--gain); } .banner.bad { color: var(--loss); }

.ends { display: flex; justify-content: space-between; color: var(--muted); font-size: 13px; margin-bottom: 6px; }
.matrix { font-size: 13.5px; table-layout: fixed; min-width: 900px; }
.matrix-panel { padding-inline: 0 22px; }
.matrix th, .matrix td { padding: 6px 8px; text-align: center; }
.matrix th:first-child { text-align: left; white-space: nowrap; width: 180px; position: sticky; left: 0; padding-left: 22px; background: var(--card); z-index: 1; }
.matrix thead th { color: var(--muted); font-size: 12px; font-weight: 500; vertical-align: bottom; line-height: 1.25; }
.matrix thead .dot { display: block; margin: 0 auto 4px; }
.dot { display: inline-block; width: 9px; height: 9px; border-radius: 3px; margin-right: 8px; }
.heat { background: color-mix(in srgb, var(--accent) var(--heat), var(--card)); border: 2px solid var(--card); border-radius: 6px; min-width: 46px; }
.stayed { outline: 1px solid var(--rule); outline-offset: -3px; }

.filter { width: 100%; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--rule); border-radius: 8px; padding: 8px 12px; }
.messages { margin-top: 12px; max-height: 520px; overflow-y: auto; overscroll-behavior: contain; }
.messages li { padding: 12px 0; border-bottom: 1px solid var(--rule); }
.meta { display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: center; font-size: 12.5px; color: var(--muted); }
.chip { font-size: 11px; padding: 0 8px; color: var(--muted); }
.chip.sms { color: var(--accent); } .chip.email { color: var(--assumed); }
.chip.refused { color: var(--loss); } .chip.unclear { color: var(--open); } .chip.sent { color: var(--gain); }
.subject { font-weight: 600; margin-top: 6px; overflow-wrap: anywhere; }
.text { margin-top: 4px; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 12em; overflow-y: auto; }

.notes ol { counter-reset: note; max-width: 84ch; }
.notes li { counter-increment: note; padding: 10px 0 10px 36px; position: relative; border-top: 1px solid var(--rule); color: var(--muted); }
.notes li::before { content: counter(note); position: absolute; left: 0; color: var(--accent); font-weight: 600; }

@media (max-width: 720px) {
  main { padding: 12px 16px 56px; }
  .switches { padding: 8px 16px; }
  h1 { font-size: 34px; } h2 { font-size: 22px; } .big { font-size: 34px; }
  section { margin-top: 44px; }
  .tiles { grid-template-columns: 1fr 1fr; }
  .tile, .tile:first-child { padding: 12px 0; border-left: 0; }
  .tile:nth-child(n + 3) { border-top: 1px solid var(--rule); }
  .panel, .card { padding: 16px; }
  .wide { display: none; } .narrow { display: block; }
  .columns { grid-template-columns: 1fr; }
  .step { grid-template-columns: 1fr auto; gap: 2px 12px; padding: 7px 0; }
  .step .track { grid-row: 2; grid-column: 1 / -1; height: 14px; }
  .statement th, .statement td { padding-left: 12px; }
  .tile:last-child:nth-child(odd) { grid-column: 1 / -1; }
  .roi, .roi :is(thead, tbody), .checks, .checks :is(thead, tbody) { display: block; }
  .checks tr { display: grid; grid-template-columns: repeat(3, 1fr); border-bottom: 1px solid var(--rule); padding: 8px 0; }
  .checks tr > :is(th, td) { padding: 0 12px 0 0; border: 0; text-align: left; }
  .checks :is(tbody th, thead th:first-child) { grid-column: 1 / -1; }
  .checks tbody tr:last-child { border-bottom: 0; }
  .roi tr { display: grid; grid-template-columns: repeat(var(--campaigns), minmax(120px, 1fr)); border-bottom: 1px solid var(--rule); padding: 8px 0; }
  .roi tr > :is(th, td) { padding: 0 12px 0 0; border: 0; text-align: left; }
  .roi tbody th, .roi thead th:first-child { grid-column: 1 / -1; color: var(--muted); font-size: 13px; }
  .roi thead th:first-child { display: none; }
  .roi tr.detail th { padding-left: 0; }
  .roi tr.sum { border-bottom-color: var(--ink); }
  .roi tbody tr:last-child { border-bottom: 0; }
  .roi thead .pill { margin-left: 0; }
  .matrix-panel { padding-inline: 0 16px; }
  .matrix th:first-child { padding-left: 16px; width: 150px; }
}
@media print {
  :root { color-scheme: light; }
  body { background: #fff; font-size: 12px; }
  .switches, .filter { display: none; }
  .messages { max-height: none; overflow: visible; }
  .panel, .card, .step, tr { break-inside: avoid; }
}
`;
