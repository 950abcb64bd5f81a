import { type Detector, eachMatch } from './detector.ts';
import { entropyBits } from './entropy.ts';

/** Keys that name who issued them, as their issuers document the form. */
const ISSUED = new RegExp(
  `(?<![A-Za-z0-9])(?:${[
    String.raw`sk-(?:ant-|proj-|svcacct-|admin-|or-)?[A-Za-z0-9_-]{20,400}`, // OpenAI, Anthropic, OpenRouter, DeepSeek
    String.raw`AIza[A-Za-z0-9_-]{35}`, // Google
    String.raw`hf_[A-Za-z0-9]{30,60}`, // Hugging Face
    String.raw`gsk_[A-Za-z0-9]{40,80}`, // Groq
    String.raw`xai-[A-Za-z0-9]{40,120}`,
    String.raw`pplx-[A-Za-z0-9]{40,80}`, // Perplexity
    String.raw`r8_[A-Za-z0-9]{37,40}`, // Replicate
    String.raw`(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])`, // AWS
    String.raw`gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{40,255}`,
    String.raw`gl(?:pat|dt|rt|ptt|cbt)-[A-Za-z0-9_-]{20,80}`, // GitLab
    String.raw`xox[abeoprs]-[A-Za-z0-9-]{10,250}|xapp-[A-Za-z0-9-]{10,250}`, // Slack
    String.raw`[sr]k_(?:live|test)_[A-Za-z0-9]{16,250}`, // Stripe
    String.raw`npm_[A-Za-z0-9]{36}|pypi-AgEI[A-Za-z0-9_-]{50,400}`,
    String.raw`SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}`, // SendGrid
    String.raw`dop_v1_[a-f0-9]{64}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}`, // DigitalOcean, Shopify
    String.raw`tg_[A-Za-z0-9_-]{43}`, // tidegate
    String.raw`ya29\.[A-Za-z0-9_-]{20,400}`, // Google OAuth
  ].join('|')})`,
  'g',
);
const SLACK_HOOK = /hooks\.slack\.com\/(?:services|workflows)\/[A-Za-z0-9_/]{20,200}/g;

export const ISSUED_KEYS: Detector = {
  kinds: ['api_key'],
  hint: /sk-|AIza|hf_|gsk_|xai-|pplx-|r8_|AKIA|ASIA|ABIA|ACCA|gh[pousr]_|github_pat|gl(?:pat|dt|rt|ptt|cbt)-|xox[abeoprs]-|xapp-|k_(?:live|test)_|npm_|pypi-|SG\.|dop_v1|shp(?:at|ca|pa|ss)_|tg_|ya29|hooks\.slack/,
  find(text, report) {
    const take = ({ 0: key, index }: RegExpExecArray): void => report('api_key', index, index + key.length);
    eachMatch(ISSUED, text, take);
    eachMatch(SLACK_HOOK, text, take);
  },
};

const JSON_WEB_TOKEN = /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,1000}\.eyJ[A-Za-z0-9_-]{4,2000}\.[A-Za-z0-9_-]{0,1000}/g;

export const JWT: Detector = {
  kinds: ['jwt'],
  hint: /eyJ/,
  find(text, report) {
    eachMatch(JSON_WEB_TOKEN, text, ({ 0: token, index }) => report('jwt', index, index + token.length));
  },
};

const KEY_HEADER = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const KEY_FOOTER = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
export const LONGEST_PRIVATE_KEY = 16_384;

/** From its header to its footer; where there is none, all that could be of the key. */
export const PRIVATE_KEY: Detector = {
  kinds: ['private_key'],
  hint: /PRIVATE KEY/,
  find(text, report) {
    const footers: number[] = [];
    eachMatch(KEY_FOOTER, text, ({ 0: footer, index }) => footers.push(index + footer.length));
    let next = 0;
    eachMatch(KEY_HEADER, text, ({ index }) => {
      while ((footers[next] ?? Infinity) <= index) next += 1;
      report('private_key', index, Math.min(footers[next] ?? Infinity, index + LONGEST_PRIVATE_KEY, text.length));
    });
  },
};

const LABELLED =
  /(?:pass(?:word|wd|phrase|code)?|pwd|secret|api[_ -]?key|(?:access|auth|refresh|bearer|secret|api)[_ -]?token|token|secret[_ -]?(?:access[_ -]?)?key|private[_ -]?key|connection[_ -]?string)["'\]]?(?: is | ?(?::=|=>|[:=]) ?)["'`]?([^\s"'`,;<>{}[\]()]{8,200})/gi;
const BEARER = /\bbearer ([A-Za-z0-9._~+/-]{20,1000}={0,2})/gi;
const IN_URL = /:\/\/[^\s/:@]{0,64}:([^\s/@]{3,128})@/g;

/** What stands behind a word such as "password" and looks like one, in a header, or in an address. */
export const PASSWORD: Detector = {
  kinds: ['password'],
  hint: /pass|pwd|secret|key|token|bearer|connection|:\/\//i,
  find(text, report) {
    const take = (match: RegExpExecArray): void => {
      const end = match.index + match[0].length;
      report('password', end - (match[1]?.length ?? 0), end);
    };
    eachMatch(LABELLED, text, (match) => {
      if (looksChosen(match[1] ?? '')) take(match);
    });
    eachMatch(BEARER, text, take);
    eachMatch(IN_URL, text, ({ 0: found, 1: value = '', index }) => {
      const end = index + found.length - 1;
      report('password', end - value.length, end);
    });
  },
};

/** Not a word, a placeholder or a name: letters with digits or signs. */
function looksChosen(value: string): boolean {
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9._/:-]/].filter((one) => one.test(value)).length;
  return classes >= 2 && /[\d!@#$%^&*+=?~]/.test(value) && !/^(?:\$\{|\{\{|https?:)/.test(value);
}

const LONGEST_RANDOM = 256;
const RANDOM_RUN = /(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{32,257}/g;
const RANDOM_BITS = 4.3;

/** Long words without sense: upper and lower case and digits mixed, with more entropy than words or names have. */
export const HIGH_ENTROPY: Detector = {
  kinds: ['high_entropy'],
  hint: /[A-Za-z0-9+/_-]{32}/,
  find(text, report) {
    eachMatch(RANDOM_RUN, text, ({ 0: run, index }) => {
      if (run.length > LONGEST_RANDOM || !/[a-z]/.test(run) || !/[A-Z]/.test(run) || !/\d/.test(run)) return;
      if (entropyBits(run) >= RANDOM_BITS) report('high_entropy', index, index + run.length);
    });
  },
};
