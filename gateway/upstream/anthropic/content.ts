import { isRecord } from '../../../core/llm/facts.ts';
import { Untranslatable } from '../provider/provider.ts';

/** A content block of Messages. */
export type Block = Readonly<Record<string, unknown>>;

const DATA_URL = /^data:([^;,]+);base64,/;

/** Content that may hold text, images and files. Texts of white space alone, which Anthropic refuses, are left out. */
export function contentBlocks(content: unknown, param: string): Block[] {
  return blocksOf(content, param, (part) => partBlock(part, param));
}

/** Content that may hold text only. */
export function textBlocks(content: unknown, param: string): Block[] {
  return blocksOf(content, param, (part) => textBlock(part) ?? refuse(part, param));
}

function blocksOf(content: unknown, param: string, block: (part: Record<string, unknown>) => Block): Block[] {
  if (content === null || content === undefined) return [];
  if (typeof content === 'string') return isBlank(content) ? [] : [{ type: 'text', text: content }];
  if (!Array.isArray(content)) throw new Untranslatable(param, `can not read the content of ${param}.`);
  return content
    .map((part) => (isRecord(part) ? block(part) : refuse({}, param)))
    .filter(({ type, text }) => type !== 'text' || !isBlank(text));
}

function isBlank(text: unknown): boolean {
  return typeof text === 'string' && text.trim() === '';
}

function partBlock(part: Record<string, unknown>, param: string): Block {
  const text = textBlock(part);
  if (text !== undefined) return text;
  const source = part['type'] === 'image_url' ? imageSource(part['image_url']) : undefined;
  if (source !== undefined) return { type: 'image', source, ...cacheControl(part) };
  return (part['type'] === 'file' ? document(part) : undefined) ?? refuse(part, param);
}

function textBlock(part: Record<string, unknown>): Block | undefined {
  if (part['type'] === 'refusal') return { type: 'text', text: part['refusal'] };
  return part['type'] === 'text' ? { type: 'text', text: part['text'], ...cacheControl(part) } : undefined;
}

function imageSource(image: unknown): Block | undefined {
  const url = isRecord(image) ? image['url'] : image;
  if (typeof url !== 'string') return undefined;
  if (/^https?:/.test(url)) return { type: 'url', url };
  return base64Source(url);
}

function document(part: Record<string, unknown>): Block | undefined {
  const file = isRecord(part['file']) ? part['file'] : {};
  const source = typeof file['file_data'] === 'string' ? base64Source(file['file_data']) : undefined;
  if (source?.['media_type'] !== 'application/pdf') return undefined;
  const title = typeof file['filename'] === 'string' ? { title: file['filename'] } : {};
  return { type: 'document', source, ...title, ...cacheControl(part) };
}

function base64Source(url: string): Block | undefined {
  const match = DATA_URL.exec(url);
  if (match === null) return undefined;
  return { type: 'base64', media_type: match[1], data: url.slice(match[0].length) };
}

/** Where to set a cache point, as apps that know Anthropic behind an OpenAI-compatible endpoint write it. */
function cacheControl({ cache_control: control }: Record<string, unknown>): Block {
  return isRecord(control) ? { cache_control: control } : {};
}

function refuse({ type }: Record<string, unknown>, param: string): never {
  const what = typeof type === 'string' ? `a part of the type "${type.slice(0, 64)}"` : 'a part without a type';
  throw new Untranslatable(param, `can not take ${what} as it stands in the content of ${param}.`);
}
