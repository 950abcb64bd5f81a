import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Evidence } from '../core/decision/evidence.ts';

/** Evidence as a workflow's history keeps it: each checkpoint writes it twice, as what came and as what goes on. */
interface PackedEvidence extends Evidence {
  readonly format: 2;
  /** The whole of it as JSON, deflated, in base64. */
  readonly packed: string;
}

/** Smaller than this, packing saves nothing worth a look less in the Temporal UI. */
const SMALL_CHARACTERS = 4_096;
/** What no evidence comes near; a packed text that swells beyond is not one of ours. */
const MOST_BYTES = 16 * 1024 * 1024;

export function packed(evidence: Evidence): Evidence {
  const json = JSON.stringify(evidence);
  if (json.length <= SMALL_CHARACTERS) return evidence;
  const text = deflateRawSync(json).toString('base64');
  const kept: PackedEvidence = { format: 2, looks: evidence.looks, gates: {}, packed: text };
  return kept;
}

/** The evidence itself, packed or not: releases that began before there was packing have it plain. */
export function unpacked(evidence: Evidence): Evidence {
  if (!isPacked(evidence)) return evidence;
  const bytes = inflateRawSync(Buffer.from(evidence.packed, 'base64'), { maxOutputLength: MOST_BYTES });
  return JSON.parse(bytes.toString('utf8')) as Evidence;
}

function isPacked(evidence: Evidence): evidence is PackedEvidence {
  return evidence.format === 2 && 'packed' in evidence && typeof evidence.packed === 'string';
}
