import type { Endpoint } from '../endpoint/endpoint.ts';
import type { Admission } from '../http/admission.ts';
import { readBody } from '../http/body.ts';
import type { Exchange } from '../http/exchange.ts';
import { Pair } from '../outcome/pair.ts';
import { callContext } from '../request/call-context.ts';
import { authenticate } from '../request/caller.ts';
import { readAppRequest } from '../request/app-request.ts';
import { currentServing, findRoute } from '../serving/find-route.ts';
import type { SnapshotKeeper } from '../serving/keeper.ts';
import type { Leases } from '../serving/leases.ts';
import { answerCall } from './answer-call.ts';
import type { CallServices } from './call-services.ts';
import type { Mirrors } from './mirrors.ts';
import { planCall } from './plan.ts';

export interface AppCallServices extends CallServices {
  readonly keeper: SnapshotKeeper;
  readonly leases: Leases;
  readonly mirrors: Mirrors;
  readonly admission: Admission;
  readonly maxBodyBytes: number;
}

/** A call to a model: who calls, which route, which arm, then the answer. */
export async function handleCall(services: AppCallServices, endpoint: Endpoint, exchange: Exchange): Promise<void> {
  const { headers } = exchange.request;
  const key = authenticate(currentServing(services).snapshot, headers.authorization, services.clock.wallMs());
  const place = services.admission.enter();
  exchange.place = place;
  const request = readAppRequest(endpoint, await readBody(exchange.request, services.maxBodyBytes, place));
  const route = findRoute(currentServing(services), key, request.model);
  exchange.route = route.snapshot.id;

  const context = callContext(exchange.requestId, headers, request, key);
  const plan = planCall(route, context, request, services.leases);
  const rollout = plan.mirror?.armCall.rollout;
  const pair = rollout && new Pair(services.recorder, rollout);
  const onAssignedOutcome = pair && pair.add.bind(pair);
  const answered = answerCall(services, { exchange, request, context, plan, onAssignedOutcome });
  if (plan.mirror) services.mirrors.start(services, request, context, plan.mirror, onAssignedOutcome);
  await answered;
}
