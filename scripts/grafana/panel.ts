/** A panel as it is described; Grafana's own format for it is made in dashboard-json.ts. */
export interface Panel {
  readonly title: string;
  readonly kind: 'lines' | 'stacked' | 'steps' | 'number' | 'bars';
  /** Of Grafana's units: `reqps`, `percentunit`, `s`, `bytes`, `currencyUSD`, `short`. */
  readonly unit: string;
  /** What to read in it, where the title does not say. */
  readonly help?: string;
  readonly series: readonly Series[];
}

export interface Series {
  readonly query: string;
  readonly name: string;
}

export type VariableName = 'route' | 'replica';

export interface Dashboard {
  readonly id: string;
  readonly title: string;
  readonly variables: readonly VariableName[];
  readonly panels: readonly Panel[];
}

/** Where the choices of a variable come from. */
export const VARIABLES: Readonly<Record<VariableName, { readonly metric: string; readonly label: string }>> = {
  route: { metric: 'tidegate_gateway_calls_total', label: 'route' },
  replica: { metric: 'tidegate_gateway_lease_held', label: 'instance' },
};

type PanelOf = (title: string, unit: string, series: Readonly<Record<string, string>>, help?: string) => Panel;

function ofKind(kind: Panel['kind']): PanelOf {
  return (title, unit, series, help) => ({
    title,
    kind,
    unit,
    ...(help !== undefined && { help }),
    series: Object.entries(series).map(([name, query]) => ({ name, query })),
  });
}

/** Each takes its series by name; a name may hold labels, such as `{{route}}`. */
export const lines = ofKind('lines');
export const stacked = ofKind('stacked');
export const steps = ofKind('steps');
export const number = ofKind('number');
export const bars = ofKind('bars');
