import { plainText } from '../redaction/plain-text.ts';
import type { Match, TextRule } from './text-rule.ts';

export const INJECTION_SENSITIVITIES = ['low', 'medium', 'high'] as const;
export type InjectionSensitivity = (typeof INJECTION_SENSITIVITIES)[number];

/** A form that injections have: what it tries, and from which sensitivity on it counts. */
interface Form {
  readonly label: string;
  readonly from: InjectionSensitivity;
  readonly expression: RegExp;
}

/** Up to this many characters that are no letters may stand between two words: dashes and dots hide nothing. */
const GAP = '[^a-z\\u00e0-\\u024f]{1,6}';

/** Words in their order, `|` between those that mean the same; some that may be missing begin with `~`. */
function words(label: string, from: InjectionSensitivity, ...parts: readonly string[]): Form {
  const source = parts
    .map((part, index) => {
      const group = `(?:${part.replace('~', '')})`;
      if (part.startsWith('~')) return `(?:${group}${GAP})?`;
      return index === parts.length - 1 ? group : `${group}${GAP}`;
    })
    .join('');
  return { label, from, expression: new RegExp(`(?<![a-z])${source}(?![a-z])`, 'g') };
}

const FORGET = 'ignore|disregard|forget|override|bypass|neglect|overlook|do not follow|dont follow|stop following';
const EARLIER =
  'previous|prior|above|preceding|earlier|former|existing|original|initial|system|your|these|those|current';
const RULES =
  'instructions?|prompts?|rules?|guidelines?|directions?|directives?|commands?|constraints?|restrictions?|policies|policy|programming|messages?|context';
const ANY = 'all|any|every|the|of|my|your|our|everything|completely|please|and';

const FORMS: readonly Form[] = [
  words('override', 'low', FORGET, `~${ANY}`, `~${ANY}`, `~${ANY}`, EARLIER, `~${EARLIER}`, RULES),
  words(
    'override',
    'low',
    'forget|ignore|disregard',
    'everything|all',
    '~that',
    'you|i|was',
    '~were|have|had',
    'said|told|been',
  ),
  words(
    'override',
    'low',
    'ignoriere|ignorier|vergiss|missachte',
    '~bitte',
    '~alle?',
    'deine|die|meine|bisherigen|vorherigen|vorigen|obigen|alle',
    '~bisherigen|vorherigen|vorigen|obigen',
    'anweisungen|instruktionen|regeln|vorgaben|befehle',
  ),
  words(
    'override',
    'low',
    'ignore[sz]?|oublie[sz]?',
    '~toutes?',
    'les|tes|vos',
    'instructions|règles|consignes|directives',
    'precedentes|précédentes|antérieures',
  ),
  words(
    'override',
    'low',
    'ignora|olvida|descarta',
    '~todas?',
    'las|tus',
    'instrucciones|reglas|indicaciones',
    'anteriores|previas',
  ),
  words(
    'override',
    'medium',
    'new|updated|real|actual',
    '~system',
    'instructions?|rules|task',
    'are|is|follow|begin|below',
  ),
  words('override', 'medium', 'you', 'must|should|will|can|are', 'now|no longer', 'ignore|obey|bound|restricted'),
  words(
    'role',
    'low',
    'you',
    'are|re',
    'now',
    '~in',
    'dan|jailbroken|unrestricted|unfiltered|uncensored|developer mode|god mode|evil',
  ),
  words(
    'role',
    'low',
    'enable|enter|activate|switch to|turn on',
    '~the',
    'developer|debug|god|dan|jailbreak|admin|sudo|unrestricted',
    'mode',
  ),
  words('role', 'medium', 'do anything now|jailbreak|jailbroken'),
  words(
    'role',
    'medium',
    'act|behave|respond|answer|pretend|roleplay',
    'as|like|to be|that you are',
    '~if',
    '~you',
    '~have|had|were|are|an|a',
    'no|without|any|unrestricted|unfiltered|uncensored|evil',
    'rules|restrictions|limits|limitations|filters?|guidelines|ethics|ai|assistant|model',
  ),
  words('role', 'high', 'from now on|pretend to be|pretend you are|you are now|act as|roleplay as'),
  words(
    'leak',
    'low',
    'reveal|repeat|print|show|output|display|leak|disclose|reproduce|recite|write out|tell',
    '~me|us',
    '~back',
    '~verbatim',
    `~${ANY}`,
    'your|the|system|initial|hidden|secret|original',
    '~own|full|exact|entire|complete',
    'system|initial|hidden|secret|original',
    'prompts?|instructions|messages?|rules|text',
  ),
  words(
    'leak',
    'low',
    'reveal|leak|disclose|recite|tell me|repeat|print|show me|output',
    'your',
    '~own|full|exact|entire',
    'prompts?|instructions',
  ),
  words(
    'leak',
    'low',
    'repeat|print|output|recite|copy',
    `~${ANY}`,
    `~${ANY}`,
    '~text|words|messages|instructions',
    'above',
    '~this',
    '~line|message',
    'verbatim|exactly|word',
  ),
  words(
    'leak',
    'medium',
    'what',
    'is|are|was|were',
    'your',
    'system|initial|original|hidden|secret|exact',
    'prompt|instructions?|messages?|rules',
  ),
  words('leak', 'high', 'system prompt|hidden instructions|initial instructions'),
  {
    label: 'delimiter',
    from: 'low',
    expression:
      /<\|(?:im_start|im_end|system|user|assistant|endoftext|begin_of_text|start_header_id|eot_id)\|>|\[\/?inst\]|<<\/?sys>>/g,
  },
  {
    label: 'delimiter',
    from: 'medium',
    expression: /(?:^|\n)[ #*>-]{0,6}(?:system|developer)(?: (?:message|prompt|override|note))? ?:/g,
  },
  {
    label: 'exfiltration',
    from: 'medium',
    expression: /!\[[^\]\n]{0,80}\]\(https?:\/\/[^\s)?]{1,120}\?[^\s)=]{1,40}=(?:\{|\[|<|%7b)/g,
  },
  words(
    'exfiltration',
    'medium',
    'send|post|forward|upload|exfiltrate|transmit',
    `~${ANY}`,
    '~this|the',
    'conversation|chat history|history|secrets?|passwords?|api keys?|system prompt',
    'to|via',
    '~this',
    'https?|www|url|webhook|server|address',
  ),
];

const LONGEST = 256;

/**
 * Forms that prompt injections have, in lower case, through look-alikes, invisible characters and digits that stand for
 * letters. Heuristics: who words an attack anew, in another language or in code passes them; see docs/guardrails.md.
 */
export function injectionRule(sensitivity: InjectionSensitivity): TextRule {
  const level = INJECTION_SENSITIVITIES.indexOf(sensitivity);
  const forms = FORMS.filter(({ from }) => INJECTION_SENSITIVITIES.indexOf(from) <= level);
  return {
    lookBack: LONGEST,
    find(text) {
      const plain = plainText(text);
      const lower = lowerCase(plain.text);
      const matches: Match[] = [];
      const search = (view: string): void => {
        for (const { label, expression } of forms) {
          for (const { 0: found, index } of view.matchAll(expression))
            matches.push({ label, start: plain.start(index), end: plain.end(index + found.length) });
        }
      };
      search(lower);
      if (LEET.test(lower)) search(lower.replaceAll(LEET_ALL, (sign) => LEET_LETTERS[sign] ?? sign));
      return matches;
    },
    settled: (text) => Math.max(0, text.length - LONGEST),
  };
}

/** Without changing the length: a few capital letters have small ones of two characters. */
function lowerCase(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text.replaceAll(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
}

const LEET = /[a-z][013457@$][a-z]|[013457@$][a-z]{2}/;
const LEET_ALL = /[013457@$]/g;
const LEET_LETTERS: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  '@': 'a',
  $: 's',
};
