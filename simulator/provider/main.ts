import { readConfig } from '../../platform/config.ts';
import { onShutdown, reportReady } from '../../platform/lifecycle.ts';
import { createLogger } from '../../platform/log.ts';
import { BehaviourBook } from './behaviour.ts';
import { createSimulatedProvider } from './provider.ts';

const SEED = 1;

const config = readConfig();
const log = createLogger('provider', config.log);
const provider = createSimulatedProvider({ behaviours: new BehaviourBook(), seed: SEED });
onShutdown(() => provider.close(), { log });
const url = await provider.listen(config.ports.simulator, config.host);
log.info({ url }, 'the simulated provider serves');
reportReady();
