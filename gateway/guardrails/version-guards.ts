import type { Guardrail } from '../../core/guardrail/guardrail.ts';
import { injectionRule } from '../../core/guardrail/injection.ts';
import { patternRule } from '../../core/guardrail/pattern-rule.ts';
import { sensitiveRule } from '../../core/guardrail/sensitive-rule.ts';
import type { GuardrailStage } from '../../core/guardrail/verdict.ts';
import { variablesOf } from '../../core/route/prompt-template.ts';
import type { RouteVersionConfig } from '../../core/route/version.ts';
import type { Target } from '../upstream/target.ts';
import type { Guard } from './guard.ts';
import { jsonSchema, tools } from './kinds/answer-checks.ts';
import { judge } from './kinds/judge.ts';
import { moderation } from './kinds/moderation.ts';
import { webhook } from './kinds/webhook.ts';
import { length, requiredPattern } from './kinds/whole-text.ts';

/** The guardrails of a version, ready to be asked. */
export interface VersionGuards {
  readonly pre: readonly Guard[];
  readonly post: readonly Guard[];
  /** Whether the version's prompt takes values of the request's metadata in: then a model reads those too. */
  readonly readsMetadata: boolean;
}

/** The model of a provider that a guardrail asks. */
export type FindTarget = (provider: string, model: string) => Target;

/** `undefined` where a version has none: then nothing is done for them. */
export function versionGuards(
  { guardrails, prompt }: RouteVersionConfig,
  findTarget: FindTarget,
): VersionGuards | undefined {
  const { pre, post } = guardrails;
  if (pre.length + post.length === 0) return undefined;
  const ready =
    (stage: GuardrailStage) =>
    (config: Guardrail): Guard => ({ config, stage, ...made(config, findTarget) });
  return { pre: pre.map(ready('pre')), post: post.map(ready('post')), readsMetadata: hasVariables(prompt) };
}

function hasVariables(prompt: RouteVersionConfig['prompt']): boolean {
  const texts = [prompt?.system ?? '', ...(prompt?.messages ?? []).map(({ content }) => content)];
  return texts.some((text) => variablesOf(text).length > 0);
}

type Made = Pick<Guard, 'rule' | 'ask' | 'limits' | 'wantsWhole'>;

function made(config: Guardrail, findTarget: FindTarget): Made {
  switch (config.kind) {
    case 'personal-data':
    case 'secrets':
      return { rule: sensitiveRule(config.kinds), wantsWhole: false };
    case 'prompt-injection':
      return { rule: injectionRule(config.sensitivity), wantsWhole: false };
    case 'denied-pattern':
      return { rule: patternRule(config), wantsWhole: false };
    case 'required-pattern':
      return { ask: requiredPattern(config), wantsWhole: true };
    case 'length':
      return { ask: length(config), limits: config, wantsWhole: config.minCharacters !== undefined };
    case 'json-schema':
      return { ask: jsonSchema(config), wantsWhole: true };
    case 'tools':
      return { ask: tools(config), wantsWhole: false };
    case 'moderation':
      return { ask: moderation(config, findTarget(config.provider, config.model)), wantsWhole: true };
    case 'webhook':
      return { ask: webhook(config), wantsWhole: true };
    case 'judge':
      return { ask: judge(config, findTarget(config.provider, config.model)), wantsWhole: true };
  }
}
