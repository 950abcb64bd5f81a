import type { ReleaseReport, ReportCall } from '../../control/api/schemas/report.ts';
import { percent } from '../../core/release/steps.ts';
import { agreementText, callLine, count, dollars, estimateText, moment, valueText } from './figures.ts';
import { Html, html } from './html.ts';
import { plotOf } from './plot.ts';
import { REPORT_STYLE } from './report-style.ts';

/** One page that needs nothing but itself. What models and people wrote is text in it, and no script may run. */
export function reportHtml(report: ReleaseReport): string {
  const { release } = report;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${release.route}: release ${release.id}</title>
        <style>
          ${new Html(REPORT_STYLE)}
        </style>
      </head>
      <body>
        ${head(report)}${changed(report)}${plots(report)}${gates(report)}${cost(report)}${said(report)}${judged(report)}${examples(report)}${approvals(report)}${timeline(report)}
        <p class="soft">Made ${moment(report.madeAt)} from release ${release.id}.</p>
      </body>
    </html> `;
  return page.text;
}

function head({ release }: ReleaseReport): Html {
  const tone = release.ending === 'completed' ? 'good' : release.ending === null ? 'soft' : 'bad';
  const until = release.endedAt === null ? 'under way' : `ended ${moment(release.endedAt)}`;
  return html`<header>
    <h1>${release.route}: version ${release.stableVersion} to ${release.candidateVersion}</h1>
    <p>
      <span class="badge ${tone}">${release.status.replaceAll('_', ' ')}</span>
      <span class="soft"
        >${release.id} · asked for by ${release.requestedBy} ${moment(release.requestedAt)} · ${until}</span
      >
    </p>
    <p class="reason">${release.reason}</p>
    ${release.description === null ? null : html`<p>${release.description}</p>`}
  </header>`;
}

function changed({ differences }: ReleaseReport): Html {
  const rows = differences.map(
    ({ path, before, after }) =>
      html`<h3>${path}</h3>
        <div class="pair">
          <div class="stable">
            <h4>stable</h4>
            <pre>${valueText(before)}</pre>
          </div>
          <div class="candidate">
            <h4>candidate</h4>
            <pre>${valueText(after)}</pre>
          </div>
        </div>`,
  );
  return html`<section>
    <h2>What changed</h2>
    ${rows.length === 0 ? html`<p class="none">nothing</p>` : rows}
  </section>`;
}

function plots({ looks, release }: ReleaseReport): Html {
  const [first] = looks;
  if (first === undefined) return html``;
  const times = looks.map(({ at }) => Date.parse(at));
  const from = times[0] ?? 0;
  const to = times.at(-1) ?? from;
  const seen = looks.map(({ gates: each }, index) => ({ at: times[index] ?? 0, gates: each }));
  const weight = plotOf({
    title: 'Weight of the candidate over time',
    series: [
      {
        name: 'weight of the candidate',
        tone: 'candidate',
        steps: true,
        points: looks.map((look, index) => [times[index] ?? 0, look.weight]),
      },
    ],
    from,
    to,
    format: percent,
  });
  const each = release.evidence.map(({ key, metric, threshold, sentence }) => {
    const of = seen.flatMap(({ at, gates: all }) => {
      const gate = all.find((one) => one.key === key);
      return gate === undefined ? [] : [{ at, gate }];
    });
    const estimates = (arm: 'stable' | 'candidate'): [number, number][] =>
      of.flatMap(({ at, gate }) => (gate[arm].estimate === undefined ? [] : [[at, gate[arm].estimate]]));
    return html`<h3>${key}</h3>
      <p class="soft">${sentence}</p>
      ${plotOf({
        title: `${key} of both arms over time`,
        series: [
          { name: 'candidate', tone: 'candidate', points: estimates('candidate') },
          { name: 'stable', tone: 'stable', points: estimates('stable') },
        ],
        from,
        to,
        format: (value) => estimateText(metric, value),
      })}${plotOf({
        title: `Evidence against the candidate by ${key}`,
        series: [
          {
            name: 'evidence against the candidate (e-value)',
            tone: 'evidence',
            points: of.map(({ at, gate }) => [at, gate.eValue]),
          },
        ],
        marks: [{ at: threshold, name: `rolls back at ${count(Math.round(threshold))}` }],
        scale: 'log',
        from,
        to,
        format: (value) => (value >= 10 ? count(Math.round(value)) : value.toFixed(2)),
      })}`;
  });
  return html`<section>
    <h2>Weight and evidence</h2>
    ${weight}${each}
  </section>`;
}

function gates({ release }: ReleaseReport): Html {
  const rows = release.evidence.map(
    (gate) =>
      html`<tr>
        <td>${gate.metric}</td>
        <td>${gate.cohort}</td>
        <td>${gate.state.replaceAll('_', ' ')}</td>
        <td class="number">${estimateText(gate.metric, gate.stable.estimate)}</td>
        <td class="number">${estimateText(gate.metric, gate.candidate.estimate)}</td>
        <td class="number">${count(Math.round(gate.candidate.count))}</td>
      </tr>`,
  );
  return html`<section>
    <h2>Gates and cohorts</h2>
    <table>
      <tr>
        <th>metric</th>
        <th>cohort</th>
        <th>state</th>
        <th>stable</th>
        <th>candidate</th>
        <th>judged</th>
      </tr>
      ${rows}
    </table>
  </section>`;
}

function cost({ arms }: ReleaseReport): Html {
  const rows = arms.map(
    (arm) =>
      html`<tr>
        <td>${arm.arm}</td>
        <td class="number">${count(arm.calls)}</td>
        <td class="number">${count(arm.failed)}</td>
        <td class="number">${dollars(arm.costUsd)}</td>
        <td class="number">${dollars(arm.costUsd === null || arm.calls === 0 ? null : arm.costUsd / arm.calls)}</td>
        <td class="number">${count(arm.promptTokens)}</td>
        <td class="number">${count(arm.completionTokens)}</td>
      </tr>`,
  );
  return html`<section>
    <h2>What it cost</h2>
    <table>
      <tr>
        <th>arm</th>
        <th>calls</th>
        <th>failed</th>
        <th>cost</th>
        <th>a call</th>
        <th>prompt tokens</th>
        <th>completion tokens</th>
      </tr>
      ${rows}
    </table>
  </section>`;
}

function said({ feedback }: ReleaseReport): Html {
  if (feedback.length === 0) return html``;
  const rows = feedback.map(
    ({ name, arm, said: all, bad }) =>
      html`<tr>
        <td>${name}</td>
        <td>${arm}</td>
        <td class="number">${count(all)}</td>
        <td class="number">${count(bad)}</td>
      </tr>`,
  );
  return html`<section>
    <h2>What was said</h2>
    <table>
      <tr>
        <th>name</th>
        <th>arm</th>
        <th>said</th>
        <th>bad</th>
      </tr>
      ${rows}
    </table>
  </section>`;
}

function judged({ judges }: ReleaseReport): Html {
  if (judges.length === 0) return html``;
  const rows = judges.map(
    ({ judge, judged: done, missing, spentUsd, exhausted, agreement }) =>
      html`<tr>
        <td>${judge}</td>
        <td class="number">${count(done)}</td>
        <td class="number">${count(missing)}</td>
        <td class="number">${dollars(spentUsd)}${exhausted ? ' (limit reached)' : ''}</td>
        <td class="number">${agreementText(agreement)}</td>
      </tr>`,
  );
  return html`<section>
    <h2>Judges</h2>
    <table>
      <tr>
        <th>judge</th>
        <th>judged</th>
        <th>missing</th>
        <th>spent</th>
        <th>agrees with people</th>
      </tr>
      ${rows}
    </table>
  </section>`;
}

function examples({ examples: all }: ReleaseReport): Html {
  const parts = all.map(
    ({ gate, calls }) =>
      html`<h3>${gate}</h3>
        ${calls.map(
          ({ candidate, stable, samePrompt }) =>
            html`<p class="soft">
                ${samePrompt ? 'Both answered the same prompt.' : stable === null ? '' : 'Beside a call to stable of the same time.'}
              </p>
              <div class="pair">${callHtml(stable, 'stable')}${callHtml(candidate, 'candidate')}</div>`,
        )}`,
  );
  return html`<section>
    <h2>Calls that show it</h2>
    ${parts.length === 0 ? html`<p class="none">no single call speaks against the candidate</p>` : parts}
  </section>`;
}

function callHtml(call: ReportCall | null, arm: 'stable' | 'candidate'): Html {
  if (call === null)
    return html`<div class="${arm}">
      <h4>${arm}</h4>
      <p class="none">no call to compare with</p>
    </div>`;
  const texts = [
    call.prompt === null ? null : html`<pre>${call.prompt}</pre>`,
    call.answer === null ? null : html`<pre>${call.answer}</pre>`,
  ];
  return html`<div class="${arm}">
    <h4>${arm}</h4>
    <p class="soft">${callLine(call)}<br />trace ${call.traceId}</p>
    ${call.prompt === null && call.answer === null ? html`<p class="none">texts were not captured</p>` : texts}
  </div>`;
}

function approvals({ release }: ReleaseReport): Html {
  if (release.approvals.length === 0) return html``;
  const rows = release.approvals.flatMap(({ before, count: wanted, given }) =>
    given.length === 0
      ? [
          html`<tr>
            <td>${before}</td>
            <td class="none" colspan="3">none of ${wanted} given</td>
          </tr>`,
        ]
      : given.map(
          ({ by, comment, at }) =>
            html`<tr>
              <td>${before}</td>
              <td>${by}</td>
              <td>${comment}</td>
              <td>${moment(at)}</td>
            </tr>`,
        ),
  );
  return html`<section>
    <h2>Approvals</h2>
    <table>
      <tr>
        <th>before</th>
        <th>by</th>
        <th>comment</th>
        <th>at</th>
      </tr>
      ${rows}
    </table>
  </section>`;
}

function timeline({ release }: ReleaseReport): Html {
  const rows = release.timeline.map(
    ({ at, type, actor, weight, reason }) =>
      html`<tr>
        <td>${moment(at)}</td>
        <td>${type.replaceAll('_', ' ')}</td>
        <td>${actor}</td>
        <td class="number">${percent(weight)}</td>
        <td>${reason}</td>
      </tr>`,
  );
  return html`<section>
    <h2>Timeline</h2>
    <table>
      <tr>
        <th>at</th>
        <th>what</th>
        <th>by</th>
        <th>weight</th>
        <th>why</th>
      </tr>
      ${rows}
    </table>
  </section>`;
}
