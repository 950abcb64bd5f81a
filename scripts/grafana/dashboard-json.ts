import { type Dashboard, type Panel, VARIABLES, type VariableName } from './panel.ts';

const DATASOURCE = { type: 'prometheus', uid: 'prometheus' };
const COLUMNS = 24;
const NUMBER = { width: 6, height: 4 };
const PLOT = { width: 12, height: 8 };

/** The dashboard in Grafana's format, to be provisioned from a file. */
export function dashboardJson(dashboard: Dashboard): object {
  return {
    uid: dashboard.id,
    title: `tidegate: ${dashboard.title}`,
    tags: ['tidegate'],
    schemaVersion: 41,
    editable: false,
    refresh: '30s',
    time: { from: 'now-3h', to: 'now' },
    graphTooltip: 1,
    links: [{ type: 'dashboards', title: 'tidegate', tags: ['tidegate'], asDropdown: true, keepTime: true }],
    annotations: { list: [ALERTS_SHOWN] },
    templating: { list: dashboard.variables.map(variable) },
    panels: placed(dashboard.panels),
  };
}

/** Where an alert fired, on every plot. */
const ALERTS_SHOWN = {
  name: 'Alerts',
  datasource: DATASOURCE,
  enable: true,
  iconColor: 'red',
  expr: 'ALERTS{alertname=~"Tidegate.*", alertstate="firing"}',
  titleFormat: '{{alertname}}',
  textFormat: '{{route}}{{instance}}',
};

function variable(name: VariableName): object {
  const { metric, label } = VARIABLES[name];
  const query = `label_values(${metric}, ${label})`;
  return {
    name,
    type: 'query',
    datasource: DATASOURCE,
    query: { query, refId: name },
    definition: query,
    refresh: 2,
    sort: 1,
    multi: true,
    includeAll: true,
    allValue: '.*',
    current: { text: ['All'], value: ['$__all'] },
  };
}

/** In reading order, as many in a row as fit. */
function placed(panels: readonly Panel[]): readonly object[] {
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  return panels.map((panel, index) => {
    const { width, height } = panel.kind === 'number' ? NUMBER : PLOT;
    if (x + width > COLUMNS || (rowHeight !== 0 && rowHeight !== height)) {
      x = 0;
      y += rowHeight;
    }
    const gridPos = { x, y, w: width, h: height };
    x += width;
    rowHeight = height;
    return { id: index + 1, gridPos, ...panelJson(panel) };
  });
}

function panelJson(panel: Panel): object {
  return {
    title: panel.title,
    ...(panel.help !== undefined && { description: panel.help }),
    datasource: DATASOURCE,
    ...LOOKS[panel.kind](panel.unit),
    targets: panel.series.map(({ query, name }, index) => ({
      refId: String.fromCodePoint(0x41 + index),
      datasource: DATASOURCE,
      expr: query,
      legendFormat: name === '' ? '__auto' : name,
      ...(panel.kind === 'number' || panel.kind === 'bars' ? { instant: true, range: false } : { range: true }),
    })),
  };
}

const LOOKS: Readonly<Record<Panel['kind'], (unit: string) => object>> = {
  lines: (unit) => plot(unit, {}),
  stacked: (unit) => plot(unit, { stacking: { mode: 'normal', group: 'A' }, fillOpacity: 20 }),
  steps: (unit) => plot(unit, { lineInterpolation: 'stepAfter' }),
  number: (unit) => ({
    type: 'stat',
    fieldConfig: { defaults: { unit, noValue: 'no data', thresholds: NO_THRESHOLDS }, overrides: [] },
    options: { reduceOptions: { calcs: ['lastNotNull'] }, graphMode: 'none', textMode: 'value' },
  }),
  bars: (unit) => ({
    type: 'bargauge',
    fieldConfig: { defaults: { unit, min: 0, thresholds: NO_THRESHOLDS }, overrides: [] },
    options: { reduceOptions: { calcs: ['lastNotNull'] }, orientation: 'horizontal', displayMode: 'basic' },
  }),
};

const NO_THRESHOLDS = { mode: 'absolute', steps: [{ color: 'blue', value: null }] };

function plot(unit: string, custom: object): object {
  return {
    type: 'timeseries',
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        color: { mode: 'palette-classic-by-name' },
        custom: { showPoints: 'never', ...custom },
      },
      overrides: [],
    },
    options: {
      legend: { displayMode: 'table', placement: 'bottom', calcs: ['lastNotNull', 'max'] },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
  };
}
