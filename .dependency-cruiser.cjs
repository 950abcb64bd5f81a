'use strict';
// Who may know whom (design.md, "The parts"): imports point one way,
//   core <- store, workflows <- activities, gateway, control <- worker, cli
// and platform/ carries what every process needs. `npm run check` enforces it.

/** Each part of the tree, and the parts that it may import besides itself. */
const MAY_IMPORT = {
  core: [],
  client: [],
  store: ['core'],
  workflows: ['core'],
  platform: ['core', 'store', 'workflows'],
  activities: ['core', 'store', 'workflows', 'platform'],
  gateway: ['core', 'store', 'platform'],
  control: ['core', 'store', 'workflows', 'platform', 'dashboard'],
  worker: ['core', 'store', 'workflows', 'activities', 'platform'],
  simulator: ['core', 'platform'],
  dashboard: ['core', 'client'],
  cli: ['core', 'client', 'store', 'workflows', 'platform', 'control', 'simulator', 'bench'],
};

const PARTS = Object.keys(MAY_IMPORT);
const TOP_LEVEL = [...PARTS, 'bench', 'scripts', 'test', 'tools'];

const partRules = PARTS.map((part) => {
  const allowed = [part, ...MAY_IMPORT[part]];
  const forbidden = TOP_LEVEL.filter((other) => !allowed.includes(other));
  return {
    name: `${part}-knows-only-${MAY_IMPORT[part].join('-') || 'itself'}`,
    severity: 'error',
    from: { path: `^${part}/`, pathNot: '^cli/bin\\.js$' },
    to: { path: `^(${forbidden.join('|')})/` },
  };
});

module.exports = {
  forbidden: [
    ...partRules,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'core-imports-nothing-but-core',
      comment:
        'The domain is pure: no Node module, and no library but zod for schemas and RE2 for the expressions in them.',
      severity: 'error',
      from: { path: '^core/' },
      to: { pathNot: ['^core/', '^node_modules/(zod|re2js)/'] },
    },
    {
      name: 'workflows-use-temporal-only',
      comment: 'Workflow code is deterministic: nothing but the core and the workflow API of Temporal.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { pathNot: ['^core/', '^workflows/', '^node_modules/@temporalio/(workflow|common)/'] },
    },
    {
      name: 'workflows-carry-no-schema',
      comment: 'zod costs memory in each cached workflow: input is parsed at the API. Types are free.',
      severity: 'error',
      from: { path: '^(workflows/|core/(?!.*-schema\\.ts$))' },
      to: { path: ['-schema\\.ts$', '^node_modules/zod/'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'gateway-runs-without-temporal',
      comment: 'The data plane must serve while Temporal is down, whatever it imports through other parts.',
      severity: 'error',
      from: { path: '^gateway/' },
      to: { path: ['^workflows/', '^activities/', '^node_modules/@temporalio/'], reachable: true },
    },
    {
      name: 'dashboard-bundles-no-schema',
      comment: 'Nothing of the server is bundled into the page.',
      severity: 'error',
      from: { path: '^dashboard/src/' },
      to: { path: '-schema\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nobody-imports-a-main',
      comment: 'A main.ts builds a process and runs it at import.',
      severity: 'error',
      from: { pathNot: '^cli/bin\\.js$' },
      to: { path: '(^|/)main\\.ts$' },
    },
    {
      name: 'no-test-code-in-production',
      severity: 'error',
      from: { pathNot: ['^(test|bench|scripts)/', '^platform/embedded/temporal-download\\.ts$'] },
      to: { path: ['^test/', '^node_modules/(@jest|@temporalio/testing|fast-check)'] },
    },
    {
      name: 'no-development-package-in-production',
      comment: 'An image is installed with `npm ci --omit=dev`. The dashboard is built before.',
      severity: 'error',
      from: { path: `^(${PARTS.join('|')})/`, pathNot: '^dashboard/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'every-import-resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'only-declared-packages',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    // swc, because the cruiser's own parser does not know TypeScript 7. swc sees `import type` as well.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dashboard/(dist|public|assets)|tools/temporal)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
