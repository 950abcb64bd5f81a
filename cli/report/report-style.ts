/** The page's whole style: it loads nothing from anywhere. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #5b6570; --paper: #ffffff; --line: #d8dee4; --card: #f6f8fa;
  --candidate: #b54708; --stable: #1a6c5a; --evidence: #6941c6; --bad: #b42318; --good: #067647; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --soft: #9aa4af; --paper: #14171a; --line: #30363d;
  --card: #1c2126; --candidate: #f79009; --stable: #47cd9e; --evidence: #b692f6; --bad: #f97066; --good: #47cd89; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1.25rem 4rem; font: 15px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; } h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
p { margin: .25rem 0 .75rem; } .soft, figcaption, .none { color: var(--soft); } .reason { font-size: 1.05rem; }
.badge { display: inline-block; border-radius: 999px; padding: .1rem .7rem; font-size: .85rem; border: 1px solid currentColor; }
.bad { color: var(--bad); } .good { color: var(--good); }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; } th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { font-weight: 600; color: var(--soft); font-size: .85rem; } td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
pre { margin: 0; padding: .75rem; background: var(--card); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.5 ui-monospace, monospace; max-height: 22rem; overflow: auto; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; margin: .75rem 0 1.5rem; } .pair > * { min-width: 0; }
.pair h4 { margin: 0 0 .25rem; font-size: .9rem; } .pair .candidate h4 { color: var(--candidate); } .pair .stable h4 { color: var(--stable); }
@media (max-width: 44rem) { .pair { grid-template-columns: 1fr; } }
figure { margin: .25rem 0 .75rem; } svg { width: 100%; height: auto; } svg text { font: 11px system-ui, sans-serif; fill: var(--soft); }
.line { fill: none; stroke-width: 2; } .line.candidate { stroke: var(--candidate); } .line.stable { stroke: var(--stable); stroke-dasharray: 6 3; } .line.evidence { stroke: var(--evidence); }
line.axis { stroke: var(--line); } line.mark { stroke: var(--bad); stroke-dasharray: 2 3; } text.mark { fill: var(--bad); }
.key::before { content: '―'; margin-right: .3rem; } .key.candidate::before { color: var(--candidate); } .key.stable::before { color: var(--stable); content: '┅'; } .key.evidence::before { color: var(--evidence); }
@media print { pre { max-height: none; } h2 { break-after: avoid; } figure, .pair { break-inside: avoid; } }
`;
